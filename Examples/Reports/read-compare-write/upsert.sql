-- Between the look and the write another handler may have written.
select updated_idx > :'updated_idx' as is_stale from subscriptions where id = :'id' \gset

\if :{?is_stale}
    \if :is_stale
    \else
        update subscriptions set status = :'status', plan = :'plan', updated_idx = :'updated_idx', deleted = :'deleted'
        where id = :'id';
    \endif
\else
    insert into subscriptions (id, status, plan, updated_idx, deleted)
    values (:'id', :'status', :'plan', :'updated_idx', :'deleted');
\endif
