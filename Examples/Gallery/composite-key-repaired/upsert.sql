insert into pull_requests as stored (id, title, updated_idx, deleted)
values (:'id', :'title', :'updated_idx', :'deleted')
on conflict (installation, id) do update set
    title = excluded.title, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
