-- What is staged is this transaction's alone. A merge is no upsert: two that find no row both insert, and the one that
-- fails with 23505 is run again.
begin;
create temp table staging on commit drop as
select :'id' as id, :'email' as email, :'name' as name, :'updated_idx'::bigint as updated_idx,
    :'deleted'::boolean as deleted;

merge into contacts as stored
using (select distinct on (id) * from staging order by id, updated_idx desc) as incoming on stored.id = incoming.id
when matched and stored.updated_idx <= incoming.updated_idx then update set
    email = incoming.email, name = incoming.name, updated_idx = incoming.updated_idx, deleted = incoming.deleted
when not matched then insert (id, email, name, updated_idx, deleted)
    values (incoming.id, incoming.email, incoming.name, incoming.updated_idx, incoming.deleted);
commit;
