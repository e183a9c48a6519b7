select
    count(*) > 0 as found,
    coalesce(bool_and(updated_idx < :'updated_idx'), true) as is_newer,
    coalesce(max(updated_idx)::text, 'none') as seen
from stripe.subscriptions where id = :'id'
\gset

\if :found
    \if :is_newer
        with updated as (
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
            where id = :'id' and coalesce(updated_idx::text, 'none') = :'seen'
            returning id
        )
        select stripe.lost_race() from updated having count(*) = 0;
    \endif
\else
    -- Fails with 23505 if another worker is faster, and is retried.
    insert into stripe.subscriptions (
        id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
        upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
    )
    values (
        :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
        :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
    );
\endif
