create table items (id text primary key, name text, updated_idx bigint not null, deleted boolean not null);

create table totals (items bigint not null);
insert into totals values (0);
