begin;

-- Claims the version. The claim's row lock keeps other workers off this record until the commit, and what comes next
-- is a statement of its own, so it sees what was committed before the claim was granted.
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
\endif

commit;
