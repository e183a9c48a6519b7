insert into products as stored (id, title, price, updated_idx, deleted)
select distinct on (id) *
from unnest(
    :'id_array'::bigint[], :'title_array'::text[], :'price_array'::numeric[], :'updated_idx_array'::bigint[],
    :'deleted_array'::boolean[]
) as incoming (id, title, price, updated_idx, deleted)
order by id, updated_idx desc
on conflict (id) do update set
    title = excluded.title, price = excluded.price, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
