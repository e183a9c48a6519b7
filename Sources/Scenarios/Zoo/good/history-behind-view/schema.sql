-- The guide's table.
create schema stripe;

create table stripe.subscription_history (
    id text not null,
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
    quantity integer,
    primary key (id, updated_idx)
);

create index on stripe.subscription_history (sync_external_id);
create index on stripe.subscription_history (upstream_id);

create view stripe.subscriptions as
select distinct on (id) * from stripe.subscription_history order by id, updated_idx desc;
