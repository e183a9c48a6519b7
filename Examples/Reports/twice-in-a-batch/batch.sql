insert into subscriptions as stored (id, status, plan, updated_idx, deleted)
select *
from unnest(
    :'id_array'::text[], :'status_array'::text[], :'plan_array'::text[], :'updated_idx_array'::bigint[],
    :'deleted_array'::boolean[]
) as incoming (id, status, plan, updated_idx, deleted)
where true
on conflict (id) do update set
    status = excluded.status, plan = excluded.plan, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
