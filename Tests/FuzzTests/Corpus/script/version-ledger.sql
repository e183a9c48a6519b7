begin;

-- Claims the version. The claim's row lock keeps other workers off this record until the commit, and what comes next
-- is a statement of its own, so it sees what was committed before the claim was granted.
with claim as (
    insert into stripe.subscription_versions as stored (id, updated_idx)
    values (:'id', :'updated_idx')
    on conflict (id) do update set updated_idx = excluded.updated_idx
    where stored.updated_idx <= excluded.updated_idx
    returning id
)
select count(*) > 0 as claimed from claim
\gset

\if :claimed
    insert into stripe.subscriptions (
        id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
        upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
    )
    values (
        :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
        :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
    )
    on conflict (id) do update set
        upstream_id = excluded.upstream_id,
        deleted = excluded.deleted,
        updated_idx = excluded.updated_idx,
        sync_id = excluded.sync_id,
        sync_external_id = excluded.sync_external_id,
        sync_metadata = excluded.sync_metadata,
        upstream_updated_at = excluded.upstream_updated_at,
        upstream_created_at = excluded.upstream_created_at,
        stripe_customer_id = excluded.stripe_customer_id,
        plan_id = excluded.plan_id,
        quantity = excluded.quantity;
\endif

commit;
