-- Two deliveries in one second both see nothing, and both insert.
select true as is_there from subscriptions where id = :'id' limit 1 \gset

\if :{?is_there}
    update subscriptions set status = :'status', plan = :'plan', updated_idx = :'updated_idx', deleted = :'deleted'
    where id = :'id' and updated_idx <= :'updated_idx';
\else
    insert into subscriptions (id, status, plan, updated_idx, deleted)
    values (:'id', :'status', :'plan', :'updated_idx', :'deleted');
\endif
