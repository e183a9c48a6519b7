create table accounts (
    id bigserial primary key,
    external_id text not null unique,
    name text,
    updated_idx bigint not null,
    deleted boolean not null
);
