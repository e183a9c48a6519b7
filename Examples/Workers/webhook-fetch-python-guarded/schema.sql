create table subscriptions (
    id text primary key,
    customer text,
    plan text,
    quantity integer,
    version bigint not null
);
