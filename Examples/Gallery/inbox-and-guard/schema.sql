create table inbox (record_id text, version bigint, primary key (record_id, version));
create table tickets (id text primary key, subject text, updated_idx bigint not null, deleted boolean not null);
