insert into stripe.subscriptions as stored (id, deleted, updated_idx, data)
values (:'id', :'deleted', :'updated_idx', :'data')
on conflict (id) do update set
    deleted = excluded.deleted,
    updated_idx = excluded.updated_idx,
    data = stored.data || excluded.data
where stored.updated_idx <= excluded.updated_idx;
