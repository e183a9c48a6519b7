-- Two that find no row both insert; the one that fails with 23505 is run again, and finds it.
begin;
select updated_idx <= :'updated_idx' as is_newer from subscriptions where id = :'id' for update \gset

\if :{?is_newer}
    \if :is_newer
        update subscriptions set status = :'status', plan = :'plan', updated_idx = :'updated_idx', deleted = :'deleted'
        where id = :'id';
    \endif
\else
    insert into subscriptions (id, status, plan, updated_idx, deleted)
    values (:'id', :'status', :'plan', :'updated_idx', :'deleted');
\endif
commit;
