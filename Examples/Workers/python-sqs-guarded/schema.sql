-- The guide's table. Its own insert also names a collection and a name column, which this table lacks.
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
