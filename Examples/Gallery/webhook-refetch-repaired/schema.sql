create table customers (
    id text primary key,
    email text,
    plan text,
    updated_idx bigint not null,
    deleted boolean not null,
    fetched_at timestamptz not null default now()
);
