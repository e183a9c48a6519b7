-- What Django's update_or_create sends: the lock orders the writers, and not what they write.
begin;
select true as is_there from subscriptions where id = :'id' for update \gset

\if :{?is_there}
    update subscriptions set status = :'status', plan = :'plan', updated_idx = :'updated_idx', deleted = :'deleted'
    where id = :'id';
\else
    insert into subscriptions (id, status, plan, updated_idx, deleted)
    values (:'id', :'status', :'plan', :'updated_idx', :'deleted');
\endif
commit;
