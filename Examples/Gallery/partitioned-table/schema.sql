create table events (id text not null, kind text, updated_idx bigint not null, deleted boolean not null)
partition by hash (id);
create table events_0 partition of events for values with (modulus 2, remainder 0);
create table events_1 partition of events for values with (modulus 2, remainder 1);
create index on events (id);
