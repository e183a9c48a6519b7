-- The version ledger in one statement. All parts of a statement share one snapshot, taken before the claim was
-- granted: the second part may not see what another worker committed while the claim waited.
with claim as (
    insert into stripe.subscription_versions as stored (id, updated_idx)
    values (:'id', :'updated_idx')
    on conflict (id) do update set updated_idx = excluded.updated_idx
    where stored.updated_idx <= excluded.updated_idx
    returning id
)
delete from stripe.subscriptions using claim where stripe.subscriptions.id = claim.id;
