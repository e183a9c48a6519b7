create table subscriptions (
    id text primary key,
    customer text,
    plan text,
    quantity integer,
    canceled boolean not null default false,
    version bigint not null
);
