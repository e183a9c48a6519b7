insert into stored_orders as stored (id, state, total, updated_idx, deleted)
values (:'id', :'state', :'total', :'updated_idx', :'deleted')
on conflict (id) do update set
    state = excluded.state, total = excluded.total, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
