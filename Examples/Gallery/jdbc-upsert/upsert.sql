insert into orders as stored (id, state, total, updated_idx)
values (:'id', :'state', :'total', :'updated_idx')
on conflict (id) do update set state = excluded.state, total = excluded.total, updated_idx = excluded.updated_idx
where stored.updated_idx <= excluded.updated_idx;
