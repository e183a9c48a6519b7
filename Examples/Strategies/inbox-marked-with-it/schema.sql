create table contacts (id text primary key, email text, updated_idx bigint not null, deleted boolean not null);

create table inbox (message_id text primary key, deliveries integer not null);
