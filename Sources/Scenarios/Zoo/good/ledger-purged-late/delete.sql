begin;

with claim as (
    insert into stripe.subscription_versions as stored (id, updated_idx)
    values (:'id', :'updated_idx')
    on conflict (id) do update set updated_idx = excluded.updated_idx
    where stored.updated_idx <= excluded.updated_idx
    returning id
)
select count(*) > 0 as claimed from claim
\gset

\if :claimed
    delete from stripe.subscriptions where id = :'id';
    delete from stripe.subscription_versions as old
    where old.updated_idx < :'updated_idx'::bigint - 1000000
        and not exists (select from stripe.subscriptions where id = old.id);
\endif

commit;
