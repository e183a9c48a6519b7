-- What was worked on once is not worked on again.
begin;
insert into inbox (record_id, version) values (:'id', :'updated_idx') on conflict do nothing
returning true as is_new \gset

\if :{?is_new}
    insert into tickets (id, subject, updated_idx, deleted)
    values (:'id', :'subject', :'updated_idx', :'deleted')
    on conflict (id) do update set
        subject = excluded.subject, updated_idx = excluded.updated_idx, deleted = excluded.deleted;
\endif
commit;
