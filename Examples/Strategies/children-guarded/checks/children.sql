-- Each contact has the channels that upstream says, and no others.
select coalesce(there.id, here.contact_id) as id, there.value as upstream, here.value as here
from (
    select id, kind, value
    from jsonb_to_recordset(:'upstream') as r (id text, deleted boolean, email text, phone text),
        lateral (values ('email', email), ('phone', phone)) as channel (kind, value)
    where not deleted and value is not null
) as there
full join channels as here on here.contact_id = there.id and here.kind = there.kind
where there.value is distinct from here.value;
