create table leases (record_id text primary key, locked_until timestamptz not null, token bigint not null);
create table subscriptions (id text primary key, status text, plan text, updated_idx bigint not null, deleted boolean not null);
