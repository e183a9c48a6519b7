-- One jsonb column for the API's own fields.
create schema stripe;

create table stripe.subscriptions (
    id text primary key,
    deleted boolean not null,
    updated_idx bigint not null,
    data jsonb not null
);
