-- The newest version of each contact has been announced.
select there.id, there.updated_idx as version
from jsonb_to_recordset(:'upstream') as there (id text, updated_idx bigint)
where not exists (select from outbox where contact_id = there.id and version = there.updated_idx);
