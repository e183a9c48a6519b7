-- Two handlers may have asked one after the other, and write in the other order: the newer answer must win.
insert into customers as stored (id, email, plan, updated_idx, deleted)
values (:'id', :'email', :'plan', :'updated_idx', :'deleted')
on conflict (id) do update set
    email = excluded.email, plan = excluded.plan, updated_idx = excluded.updated_idx, deleted = excluded.deleted,
    fetched_at = now()
where stored.updated_idx <= excluded.updated_idx;
