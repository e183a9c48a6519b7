-- The guide's table.
create schema stripe;

create table stripe.subscriptions (
    id text primary key,
    upstream_id text,
    deleted boolean,
    updated_idx bigint,
    sync_id text,
    sync_external_id text,
    sync_metadata jsonb,
    upstream_updated_at timestamptz,
    upstream_created_at timestamptz,
    stripe_customer_id text,
    plan_id text,
    quantity integer
);

create index on stripe.subscriptions (sync_external_id);
create index on stripe.subscriptions (upstream_id);

create procedure stripe.upsert_subscription(incoming stripe.subscriptions) language plpgsql as $$
begin
    update stripe.subscriptions set
        upstream_id = incoming.upstream_id,
        deleted = incoming.deleted,
        updated_idx = incoming.updated_idx,
        sync_id = incoming.sync_id,
        sync_external_id = incoming.sync_external_id,
        sync_metadata = incoming.sync_metadata,
        upstream_updated_at = incoming.upstream_updated_at,
        upstream_created_at = incoming.upstream_created_at,
        stripe_customer_id = incoming.stripe_customer_id,
        plan_id = incoming.plan_id,
        quantity = incoming.quantity
    where id = incoming.id and updated_idx <= incoming.updated_idx;
    if not found then
        begin
            insert into stripe.subscriptions values (incoming.*);
        exception when unique_violation then
            null;  -- Another worker was faster.
        end;
    end if;
end
$$;
