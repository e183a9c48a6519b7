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
    quantity = excluded.quantity
where stripe.subscriptions.updated_idx <= excluded.updated_idx;
