-- Returns the id of a new customer, and no row for one that is known.
insert into stripe.customers (stripe_customer_id) values (:'stripe_customer_id')
on conflict (stripe_customer_id) do nothing
returning id as customer_id
\gset

insert into stripe.subscriptions (
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity, customer_id
)
values (
    :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
    :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity', :'customer_id'
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
    quantity = excluded.quantity,
    customer_id = excluded.customer_id
where stripe.subscriptions.updated_idx <= excluded.updated_idx;
