insert into issues as stored (id, doc)
values (
    :'id',
    jsonb_build_object(
        'version', :'updated_idx'::bigint, 'deleted', :'deleted'::boolean, 'title', :'title'::text, 'state', :'state'::text)
)
on conflict (id) do update set doc = excluded.doc
where (stored.doc ->> 'version')::bigint <= (excluded.doc ->> 'version')::bigint;
