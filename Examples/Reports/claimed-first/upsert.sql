-- A process that dies behind the claim leaves an event that each later attempt takes for done.
insert into processed_events (message_id) values (:'message_id') on conflict do nothing
returning true as is_new \gset

\if :{?is_new}
    insert into subscriptions as stored (id, status, plan, updated_idx, deleted)
    values (:'id', :'status', :'plan', :'updated_idx', :'deleted')
    on conflict (id) do update set
        status = excluded.status, plan = excluded.plan, updated_idx = excluded.updated_idx, deleted = excluded.deleted
    where stored.updated_idx <= excluded.updated_idx;
\endif
