create table installations (id text primary key, account text, updated_idx bigint not null);
