with written as (
    insert into items as stored (id, name, updated_idx, deleted)
    values (:'id', :'name', :'updated_idx', :'deleted')
    on conflict (id) do update set
        name = excluded.name, updated_idx = excluded.updated_idx, deleted = excluded.deleted
    where stored.updated_idx <= excluded.updated_idx
    returning xmax = 0 as is_new
)
update totals set items = items + 1 where exists (select from written where is_new);
