create table contacts (id text primary key, email text, updated_idx bigint not null, deleted boolean not null);

create table outbox (number bigserial primary key, contact_id text not null, version bigint not null);
