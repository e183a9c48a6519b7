-- A consumer that hands out records has no message_id; there each delivery counts as a message of its own.
insert into inbox (message_id, deliveries) values (coalesce(:'message_id', :'ack_id'), :'deliver_count')
on conflict (message_id) do nothing
returning true as is_new \gset
\if :{?is_new}
insert into contacts as stored (id, email, updated_idx, deleted)
values (:'id', :'email', :'updated_idx', :'deleted')
on conflict (id) do update set
    email = excluded.email, updated_idx = excluded.updated_idx, deleted = excluded.deleted
where stored.updated_idx <= excluded.updated_idx;
\endif
