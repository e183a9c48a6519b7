create table orders (id bigint primary key, state varchar(20), total numeric(12,2), updated_idx bigint);
