-- Fails late, and only in many hands: the sixth session to write anything forgets to. Its failure has about seventy
-- choices of six workers, as long as a picture of one ever gets.
begin;
insert into hands values (pg_backend_pid()) on conflict do nothing;
select count(*) >= 6 as full from hands
\gset
select 1;
\if :full
\else
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
select 2;
select 3;
commit;
