-- The guide's table.
create schema stripe;

create table stripe.subscriptions (
    id text primary key,
    upstream_id text,
    deleted boolean,
    updated_idx bigint,
    sync_id text,
    sync_external_id text,
    sync_metadata jsonb,
    upstream_updated_at timestamptz,
    upstream_created_at timestamptz,
    stripe_customer_id text,
    plan_id text,
    quantity integer
);

create index on stripe.subscriptions (sync_external_id);
create index on stripe.subscriptions (upstream_id);

-- Stores what it can.
create procedure stripe.store_all(records jsonb) language plpgsql as $$
declare
    incoming stripe.subscriptions;
begin
    for incoming in select * from jsonb_populate_recordset(null::stripe.subscriptions, records) loop
        begin
            insert into stripe.subscriptions values (incoming.*)
            on conflict (id) do update set
                upstream_id = excluded.upstream_id,
                deleted = excluded.deleted,
                updated_idx = excluded.updated_idx,
                sync_id = excluded.sync_id,
                sync_external_id = excluded.sync_external_id,
                sync_metadata = excluded.sync_metadata,
                upstream_updated_at = excluded.upstream_updated_at,
                upstream_created_at = excluded.upstream_created_at,
                stripe_customer_id = excluded.stripe_customer_id,
                plan_id = excluded.plan_id,
                quantity = excluded.quantity
            where stripe.subscriptions.updated_idx <= excluded.updated_idx;
        exception when others then
            raise warning 'record %: %', incoming.id, sqlerrm;
        end;
    end loop;
end
$$;
