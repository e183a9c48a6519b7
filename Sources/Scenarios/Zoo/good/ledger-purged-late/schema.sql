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

-- The newest version of each record that was ever applied. It outlives the row.
create table stripe.subscription_versions (
    id text primary key,
    updated_idx bigint not null
);
