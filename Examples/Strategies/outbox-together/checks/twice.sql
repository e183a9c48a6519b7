-- always: no version is announced twice, nor one that was never handed out.
select contact_id, version, count(*) as times
from outbox
group by contact_id, version
having count(*) > 1
    or (contact_id, version) not in (
        select id, updated_idx from jsonb_to_recordset(:'delivered') as there (id text, updated_idx bigint)
    );
