begin;
select not exists (select from items where id = :'id') as is_new \gset
insert into items as stored (id, name, updated_idx, deleted) values (:'id', :'name', :'updated_idx', :'deleted')
on conflict (id) do update set
    name = excluded.name, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
\if :is_new
update totals set items = items + 1;
\endif
commit;
