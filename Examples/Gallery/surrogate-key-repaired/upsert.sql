insert into accounts as stored (external_id, name, updated_idx, deleted)
values (:'id', :'name', :'updated_idx', :'deleted')
on conflict (external_id) do update set
    name = excluded.name, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx
-- The row's own id, for what belongs to it.
returning id;
