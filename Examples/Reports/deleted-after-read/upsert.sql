insert into subscriptions as stored (id, status, plan, updated_idx, deleted)
values (:'id', :'status', :'plan', :'updated_idx', :'deleted')
on conflict (id) do update set
    status = excluded.status, plan = excluded.plan, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
