insert into installations as stored (id, account, updated_idx, deleted)
values (:'id', :'account', :'updated_idx', :'deleted')
on conflict (id) do update set account = excluded.account, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
