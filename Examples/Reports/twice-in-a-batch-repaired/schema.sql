create table subscriptions (id text primary key, status text, plan text, updated_idx bigint not null, deleted boolean not null);
