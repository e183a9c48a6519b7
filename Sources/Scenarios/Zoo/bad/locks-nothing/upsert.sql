begin;

with stored as (
    select updated_idx from stripe.subscriptions where id = :'id' for update
)
select count(*) > 0 as found, coalesce(bool_and(updated_idx <= :'updated_idx'), true) as is_newer from stored
\gset

\if :found
    \if :is_newer
        update stripe.subscriptions set
            upstream_id = :'upstream_id',
            deleted = :'deleted',
            updated_idx = :'updated_idx',
            sync_id = :'sync_id',
            sync_external_id = :'sync_external_id',
            sync_metadata = :'sync_metadata',
            upstream_updated_at = :'upstream_updated_at',
            upstream_created_at = :'upstream_created_at',
            stripe_customer_id = :'stripe_customer_id',
            plan_id = :'plan_id',
            quantity = :'quantity'
        where id = :'id';
    \endif
\else
    insert into stripe.subscriptions (
        id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
        upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
    )
    values (
        :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
        :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
    );
\endif

commit;
