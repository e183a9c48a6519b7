create table products (id bigint primary key, title text, price numeric(10,2), updated_idx bigint, deleted boolean);
