extension PublicSchema {
    /// What is sold and paid: tables of public projects, in words of our own, as far as they matter here.
    static let money: [PublicSchema] = [
        // supabase/stripe-sync-engine: db/migrations/20210429140401_subscriptions.sql
        PublicSchema(
            "supabase/stripe-sync-engine", "enum, jsonb, a parent, no version", .stale,
            """
            create schema stripe;
            create type stripe.subscription_status as enum ('trialing', 'active', 'past_due', 'canceled');
            create table stripe.customers (id text primary key);
            insert into stripe.customers values ('cus_1'), ('cus_2'), ('cus_3');
            create table stripe.subscriptions (
                id text primary key, status stripe.subscription_status, current_period_end integer, livemode boolean,
                application_fee_percent double precision, items jsonb, customer text references stripe.customers
            );
            """,
            """
            insert into stripe.subscriptions as stored (id, status, current_period_end, livemode,
                application_fee_percent, items, customer) values (:'id', :'status', :'current_period_end',
                :'livemode', :'application_fee_percent', :'items', :'customer')
            on conflict (id) do update set status = excluded.status, current_period_end =
                excluded.current_period_end, livemode = excluded.livemode, application_fee_percent =
                excluded.application_fee_percent, items = excluded.items, customer = excluded.customer;
            """,
            """
            table: stripe.subscriptions
            collection: billing:subscription
            deletes: never
            """),
        // supabase/stripe-sync-engine: packages/sync-engine/src/database/migrations/0042_convert_to_jsonb_generated_columns.sql
        PublicSchema(
            "supabase/stripe-sync-engine", "one document, everything else generated from it", .holds,
            """
            create schema stripe;
            create table stripe.accounts (
                _raw_data jsonb not null,
                id text generated always as (_raw_data ->> 'id') stored primary key,
                country text generated always as (_raw_data ->> 'country') stored,
                created bigint generated always as ((_raw_data ->> 'created')::bigint) stored
            );
            """,
            """
            insert into stripe.accounts as stored (_raw_data) values (jsonb_build_object('id', :'id'::text,
                'country', :'country'::text, 'created', :'created'::bigint))
            on conflict (id) do update set _raw_data = excluded._raw_data
            where stored.created <= excluded.created;
            """,
            """
            table: stripe.accounts
            collection: billing:account
            fields: {country: text?, created: integer}
            version: created
            deletes: never
            """),
        // DukeRupert/walking-drum: migrations/000005_create_subscriptions_table.up.sql
        PublicSchema(
            "DukeRupert/walking-drum", "a serial id, a unique external id, parents that are empty",
            .refused(
                "column customer_id refers to customers: put rows there in the schema, whose keys are drawn from then, or write them in upsert.sql"
            ),
            """
            create table customers (id serial primary key);
            create table subscriptions (
                id serial primary key, stripe_subscription_id varchar(255) unique not null,
                customer_id integer references customers (id), status varchar(50) not null, cancel_at_period_end boolean default false
            );
            """,
            """
            insert into subscriptions as stored (stripe_subscription_id, customer_id, status, cancel_at_period_end)
                values (:'id', :'customer_id', :'status', :'cancel_at_period_end')
            on conflict (stripe_subscription_id) do update set customer_id = excluded.customer_id, status =
                excluded.status, cancel_at_period_end = excluded.cancel_at_period_end;
            """,
            """
            table: subscriptions
            collection: billing:subscription
            deletes: never
            columns: {stripe_subscription_id: id}
            """),
        // MoustafaElhadary/ai-music-video-gen: apps/web/lib/db/migrations/0000_overconfident_famine.sql
        PublicSchema(
            "MoustafaElhadary/ai-music-video-gen", "four unique keys", .stale,
            """
            create table subscriptions (
                user_id varchar(255), stripe_customer_id varchar(255), stripe_subscription_id varchar(255),
                stripe_price_id varchar(255), stripe_current_period_end timestamp, primary key (user_id, stripe_customer_id),
                unique (user_id), unique (stripe_customer_id), unique (stripe_subscription_id)
            );
            """,
            """
            insert into subscriptions as stored (user_id, stripe_customer_id, stripe_subscription_id,
                stripe_price_id, stripe_current_period_end) values (:'user_id', :'stripe_customer_id', :'id',
                :'stripe_price_id', :'stripe_current_period_end')
            on conflict (stripe_subscription_id) do update set user_id = excluded.user_id, stripe_customer_id =
                excluded.stripe_customer_id, stripe_price_id = excluded.stripe_price_id, stripe_current_period_end =
                excluded.stripe_current_period_end;
            """,
            """
            table: subscriptions
            collection: billing:subscription
            deletes: never
            columns: {stripe_subscription_id: id}
            """),
        // zed-industries/zed: crates/collab/migrations/20240729170526_add_billing_subscription.sql
        PublicSchema(
            "zed-industries/zed", "a unique index beside a serial id, a parent with rows", .stale,
            """
            create table users (id integer primary key);
            insert into users select n from generate_series(1, 5) n;
            create table billing_subscriptions (
                id serial primary key, created_at timestamp not null default now(),
                user_id integer not null references users on delete cascade, stripe_subscription_id text not null,
                stripe_subscription_status text not null
            );
            create unique index uix_billing on billing_subscriptions (stripe_subscription_id);
            """,
            """
            insert into billing_subscriptions as stored (user_id, stripe_subscription_id,
                stripe_subscription_status) values (:'user_id', :'id', :'stripe_subscription_status')
            on conflict (stripe_subscription_id) do update set user_id = excluded.user_id,
                stripe_subscription_status = excluded.stripe_subscription_status;
            """,
            """
            table: billing_subscriptions
            collection: billing:subscription
            deletes: never
            columns: {stripe_subscription_id: id}
            """),
        // sarim-alis/redemption-solutionsss: prisma/migrations/20250630164620_add_orders_table/migration.sql
        PublicSchema(
            "sarim-alis/redemption-solutionsss", "names with capitals, timestamp(3), an id that the program makes",
            .holdsByTime,
            """
            create table "Order" (
                "id" text not null, "shopifyOrderId" text not null, "customerEmail" text, "totalPrice" double precision,
                "status" text, "createdAt" timestamp(3) not null default current_timestamp, "updatedAt" timestamp(3) not null,
                constraint "Order_pkey" primary key ("id")
            );
            create unique index "Order_shopifyOrderId_key" on "Order" ("shopifyOrderId");
            """,
            """
            insert into "Order" as stored ("id", "shopifyOrderId", "customerEmail", "totalPrice", "status",
                "updatedAt") values (:'upstream_id', :'id', :'customerEmail', :'totalPrice', :'status',
                :'updatedAt')
            on conflict ("shopifyOrderId") do update set "customerEmail" = excluded."customerEmail", "totalPrice" =
                excluded."totalPrice", "status" = excluded."status", "updatedAt" = excluded."updatedAt"
            where stored."updatedAt" <= excluded."updatedAt";
            """,
            """
            table: '"Order"'
            collection: shop:order
            columns: {shopifyOrderId: id}
            version: updatedAt
            deletes: never
            """),
        // sarim-alis/redemption-solutionsss: prisma/migrations/20250630164620_add_orders_table/migration.sql
        PublicSchema(
            "sarim-alis/redemption-solutionsss", "the same, named without quotes",
            .refused("the schema creates no table public.order, but public.\"Order\": write 'table: public.\"Order\"'"),
            """
            create table "Order" ("id" text primary key, "status" text);
            """,
            """
            insert into "Order" as stored (id, status) values (:'id', :'status')
            on conflict (id) do update set status = excluded.status;
            """,
            """
            table: Order
            collection: shop:order
            deletes: never
            """),
        // ShopifyAppTeam/through-track-plugin: src/main/resources/db/migration/V1_0_0__create_order_table.sql
        PublicSchema(
            "ShopifyAppTeam/through-track-plugin", "a table that is called like a keyword", .stale,
            """
            create table "order" (id bigint primary key, status text, service text, merchant text);
            """,
            """
            insert into "order" as stored (id, status, service, merchant) values (:'id', :'status', :'service',
                :'merchant')
            on conflict (id) do update set status = excluded.status, service = excluded.service, merchant =
                excluded.merchant;
            """,
            """
            table: '"order"'
            collection: shop:order
            deletes: never
            """),
        // dcaglar/ecommerce-platform-kotlin: payment-infrastructure/src/main/resources/sql/partitioning.sql
        PublicSchema(
            "dcaglar/ecommerce-platform-kotlin", "partitions by time, which is a part of the key", .holds,
            """
            create table outbox_event (
                id uuid not null, event_type varchar(255) not null, payload text not null, status varchar(50) not null,
                created_at timestamp not null, version bigint not null, primary key (id, created_at)
            ) partition by range (created_at);
            create table outbox_event_old partition of outbox_event for values from (minvalue) to ('2024-06-01');
            create table outbox_event_new partition of outbox_event for values from ('2024-06-01') to (maxvalue);
            """,
            """
            insert into outbox_event as stored (id, event_type, payload, status, created_at, version) values (:'id',
                :'event_type', :'payload', :'status', :'created_at', :'updated_idx')
            on conflict (id, created_at) do update set event_type = excluded.event_type, payload = excluded.payload,
                status = excluded.status, version = excluded.version
            where stored.version <= excluded.version;
            """,
            """
            table: outbox_event
            collection: pay:event
            deletes: never
            columns: {version: updated_idx}
            """),
        // tmayoff/recurr: supabase/migrations/20230409165838_added_transactions.sql
        PublicSchema(
            "tmayoff/recurr", "a policy for a role of the platform", .refused("role"),
            """
            create table transactions (
                transaction_id text not null, amount double precision, category text[], pending boolean, account_id text not null,
                primary key (transaction_id, account_id)
            );
            alter table transactions enable row level security;
            create policy "Authenticated Users Only" on transactions to authenticated using (true);
            """,
            """
            insert into transactions as stored (transaction_id, amount, category, pending, account_id) values
                (:'id', :'amount', :'category', :'pending', :'account_id')
            on conflict (transaction_id, account_id) do update set amount = excluded.amount, category =
                excluded.category, pending = excluded.pending;
            """,
            """
            table: transactions
            collection: bank:transaction
            deletes: never
            columns: {transaction_id: id}
            """),
        // tmayoff/recurr: supabase/migrations/20230409165838_added_transactions.sql
        PublicSchema(
            "tmayoff/recurr", "the same with that role; an array written as JSON",
            .refused(
                "column category is text[], and 'category' is a JSON array: write \"case when :'category'::text is not null then array(select jsonb_array_elements_text(:'category'::jsonb)) end\" there"
            ),
            """
            create table transactions (
                transaction_id text not null, amount double precision, category text[], pending boolean, account_id text not null,
                primary key (transaction_id, account_id)
            );
            alter table transactions enable row level security;
            create policy "Authenticated Users Only" on transactions to authenticated using (true);
            """,
            """
            insert into transactions as stored (transaction_id, amount, category, pending, account_id) values
                (:'id', :'amount', :'category', :'pending', :'account_id')
            on conflict (transaction_id, account_id) do update set amount = excluded.amount, category =
                excluded.category, pending = excluded.pending;
            """,
            """
            table: transactions
            collection: bank:transaction
            roles: [authenticated]
            deletes: never
            columns: {transaction_id: id}
            """),
        // jjlintol1/neobanking_app: prisma/migrations/20240616202928_make_plaid_transactions_unique/migration.sql
        PublicSchema(
            "jjlintol1/neobanking_app", "a nullable unique column", .stale,
            """
            create table "Transaction" (
                id serial primary key, "plaidTransactionId" text, amount double precision, "pendingSince" date
            );
            create unique index "Transaction_plaidTransactionId_key" on "Transaction" ("plaidTransactionId");
            """,
            """
            insert into "Transaction" as stored ("plaidTransactionId", amount, "pendingSince") values (:'id',
                :'amount', :'pendingSince')
            on conflict ("plaidTransactionId") do update set amount = excluded.amount, "pendingSince" =
                excluded."pendingSince";
            """,
            """
            table: '"Transaction"'
            collection: bank:transaction
            columns: {plaidTransactionId: id}
            deletes: never
            """),
    ]
}
