create table pull_requests (
    installation bigint,
    id text not null,
    title text,
    updated_idx bigint not null,
    deleted boolean not null,
    unique (installation, id)
);
