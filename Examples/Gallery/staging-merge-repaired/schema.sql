create table contacts (id text primary key, email text, name text, updated_idx bigint, deleted boolean);
