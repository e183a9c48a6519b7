insert into public.contacts as stored (id, email, updated_idx, deleted)
values (:'id', :'email', :'updated_idx', :'deleted')
on conflict (id) do update set
    email = excluded.email, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
