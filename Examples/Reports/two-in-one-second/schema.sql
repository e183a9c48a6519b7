create table subscriptions (id text, status text, plan text, updated_idx bigint not null, deleted boolean not null);
