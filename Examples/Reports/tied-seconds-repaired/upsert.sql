insert into subscriptions as stored (id, status, plan, created, updated_idx, deleted)
values (:'id', :'status', :'plan', date_trunc('day', :'upstream_updated_at'::timestamptz), :'updated_idx', :'deleted')
on conflict (id) do update set
    status = excluded.status, plan = excluded.plan, created = excluded.created, updated_idx = excluded.updated_idx,
    deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
