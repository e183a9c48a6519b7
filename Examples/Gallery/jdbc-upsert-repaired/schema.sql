create table stored_orders (
    id bigint primary key, state varchar(20), total numeric(12,2), updated_idx bigint not null, deleted boolean not null
);
-- What the rest of the program reads.
create view orders as select id, state, total, updated_idx from stored_orders where not deleted;
