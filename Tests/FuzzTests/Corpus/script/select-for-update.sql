-- The guide's other way: lock the row, compare the versions, then write.
--
-- Mended: the guide tells "no row" from "older version" by what the select returns. A stored version may be null, in
-- rows from before it was stored, so the select says both things apart; and it always returns one row, because
-- psql's \gset stops at none.
--
-- Where there is no row, there is nothing to lock. Two workers may both get to the insert, and the second one's fails
-- with 23505: the worker rolls back and runs the script again.
begin;

with stored as (
    select updated_idx from stripe.subscriptions where id = :'id' for update
)
select count(*) > 0 as found, coalesce(bool_and(updated_idx < :'updated_idx'), true) as is_newer from stored
\gset

\if :found
    \if :is_newer
        update stripe.subscriptions set
            upstream_id = :'upstream_id',
            deleted = :'deleted',
            updated_idx = :'updated_idx',
            sync_id = :'sync_id',
            sync_external_id = :'sync_external_id',
            sync_metadata = :'sync_metadata',
            upstream_updated_at = :'upstream_updated_at',
            upstream_created_at = :'upstream_created_at',
            stripe_customer_id = :'stripe_customer_id',
            plan_id = :'plan_id',
            quantity = :'quantity'
        where id = :'id';
    \endif
\else
    insert into stripe.subscriptions (
        id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
        upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
    )
    values (
        :'id', :'upstream_id', :'deleted', :'updated_idx', :'sync_id', :'sync_external_id', :'sync_metadata',
        :'upstream_updated_at', :'upstream_created_at', :'stripe_customer_id', :'plan_id', :'quantity'
    );
\endif

commit;
