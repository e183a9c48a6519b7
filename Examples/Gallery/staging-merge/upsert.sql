insert into contacts_staging (id, email, name, updated_idx, deleted)
values (:'id', :'email', :'name', :'updated_idx', :'deleted');

merge into contacts as stored
using (select distinct on (id) * from contacts_staging order by id, updated_idx desc) as incoming on stored.id = incoming.id
when matched and stored.updated_idx <= incoming.updated_idx then update set
    email = incoming.email, name = incoming.name, updated_idx = incoming.updated_idx, deleted = incoming.deleted
when not matched then insert (id, email, name, updated_idx, deleted)
    values (incoming.id, incoming.email, incoming.name, incoming.updated_idx, incoming.deleted);

truncate contacts_staging;
