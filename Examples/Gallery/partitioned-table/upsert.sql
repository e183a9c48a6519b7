-- The partitioned table has no unique key, so there is nothing that 'on conflict' could name.
begin;
update events set kind = :'kind', updated_idx = :'updated_idx', deleted = :'deleted'
where id = :'id' and updated_idx <= :'updated_idx';

insert into events (id, kind, updated_idx, deleted)
select :'id', :'kind', :'updated_idx', :'deleted'
where not exists (select from events where id = :'id');
commit;
