-- A lease of thirty seconds; where another has it, the message comes again later.
insert into leases as held (record_id, locked_until, token) values (:'id', now() + interval '30 seconds', 1)
on conflict (record_id) do update set locked_until = excluded.locked_until, token = held.token + 1
where held.locked_until < now()
returning token \gset

\if :{?token}
    insert into subscriptions as stored (id, status, plan, updated_idx, deleted)
    values (:'id', :'status', :'plan', :'updated_idx', :'deleted')
    on conflict (id) do update set
        status = excluded.status, plan = excluded.plan, updated_idx = excluded.updated_idx, deleted = excluded.deleted;
    delete from leases where record_id = :'id';
\else
    select 1 / 0;
\endif
