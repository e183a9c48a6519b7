insert into stripe.subscription_history (
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
)
values (
    :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
    :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
)
on conflict (id, updated_idx) do nothing;
