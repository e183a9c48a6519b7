merge into stripe.subscriptions as stored
using (select :'id' as id, :'updated_idx'::bigint as updated_idx) as incoming on stored.id = incoming.id
when matched and stored.updated_idx <= incoming.updated_idx then update set
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
when not matched then insert (
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
)
values (
    :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
    :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
);
