insert into events as stored (id, kind, updated_idx, deleted)
values (:'id', :'kind', :'updated_idx', :'deleted')
on conflict (id) do update set kind = excluded.kind, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
