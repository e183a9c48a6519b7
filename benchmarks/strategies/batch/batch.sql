insert into stripe.subscriptions (
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
)
select
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
from (
    select distinct on (id) * from unnest(
        :'id_array'::text[], :'upstream_id_array'::text[],
        :'deleted_array'::boolean[], :'updated_idx_array'::bigint[],
        :'sync_id_array'::text[], :'sync_external_id_array'::text[],
        :'sync_metadata_array'::jsonb[], :'upstream_updated_at_array'::timestamptz[],
        :'upstream_created_at_array'::timestamptz[], :'stripe_customer_id_array'::text[],
        :'plan_id_array'::text[], :'quantity_array'::integer[]
    ) as delivered (
        id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
        upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
    )
    order by id, updated_idx desc
) as incoming
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
where stripe.subscriptions.updated_idx is null or stripe.subscriptions.updated_idx <= excluded.updated_idx;
