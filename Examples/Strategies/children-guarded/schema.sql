create table contacts (id text primary key, updated_idx bigint not null, deleted boolean not null);

create table channels (
    contact_id text not null references contacts, kind text not null, value text not null, primary key (contact_id, kind)
);
