-- The upsert that the guide prints against stale writes: a stored version is never replaced by an older one.
--
-- Mended: as printed it names 9 columns for 8 values, two of which the guide's own table lacks. This one writes
-- every column of the table.
-- Its guard says `stripe.subscription`, which is not the table's name.
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
