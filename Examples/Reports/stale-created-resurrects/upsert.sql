insert into installations as stored (id, account, updated_idx)
values (:'id', :'account', :'updated_idx')
on conflict (id) do update set account = excluded.account, updated_idx = excluded.updated_idx
where stored.updated_idx <= excluded.updated_idx;
