insert into products as stored (id, title, price, updated_idx, deleted)
values (:'id', :'title', :'price', :'updated_idx', :'deleted')
on conflict (id) do update set
    title = excluded.title, price = excluded.price, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
