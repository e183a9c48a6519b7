begin;
insert into contacts as stored (id, updated_idx, deleted) values (:'id', :'updated_idx', :'deleted')
on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
delete from channels where contact_id = :'id';
insert into channels (contact_id, kind, value)
select :'id', kind, value from (values ('email', :'email'), ('phone', :'phone')) as channel (kind, value)
where value is not null and not :'deleted'::boolean;
commit;
