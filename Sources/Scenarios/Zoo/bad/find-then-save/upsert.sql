select count(*) = 0 as is_new, coalesce(bool_and(updated_idx < :'updated_idx'), false) as is_newer
from stripe.subscriptions where id = :'id'
\gset

\if :is_new
    -- Of two that found no row the later one is refused, and its delivery comes again.
    insert into stripe.subscriptions (
        id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
        upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
    )
    values (
        :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
        :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
    );
\elif :is_newer
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
