extension PublicSchema {
    /// People, and what they write to each other: tables of public projects, in words of our own, as far as they matter here.
    static let people: [PublicSchema] = [
        // supabase/auth: migrations/20210909172000_create_identities_table.up.sql
        PublicSchema(
            "supabase/auth", "provider and id are the key; a trigger stamps updated_at", .stale,
            """
            create table users (id uuid primary key);
            insert into users values ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002');
            create table identities (
                id text not null, user_id uuid not null references users on delete cascade, identity_data jsonb not null,
                provider text not null, last_sign_in_at timestamptz, updated_at timestamptz default current_timestamp,
                constraint identities_pkey primary key (provider, id)
            );
            create function stamp() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
            create trigger stamp before update on identities for each row execute function stamp();
            """,
            """
            insert into identities as stored (id, user_id, identity_data, provider, last_sign_in_at) values (:'id',
                :'user_id', :'identity_data', :'provider', :'last_sign_in_at')
            on conflict (provider, id) do update set user_id = excluded.user_id, identity_data =
                excluded.identity_data, last_sign_in_at = excluded.last_sign_in_at;
            """,
            """
            table: identities
            collection: sso:identity
            deletes: never
            """),
        // stellar/go: exp/services/recoverysigner/internal/db/dbmigrate/migrations/20200311000002-create-auth-methods.sql
        PublicSchema(
            "stellar/go", "a serial id that is written, two parents, a time that says deleted", .holds,
            """
            create type auth_method_type as enum ('stellar_address', 'phone_number', 'email');
            create table accounts (id bigint primary key);
            insert into accounts values (1), (2);
            create table auth_methods (
                account_id bigint not null references accounts, id bigserial primary key, created_at timestamptz not null,
                deleted_at timestamptz, "type" auth_method_type not null, value text not null, version bigint not null
            );
            create view live_auth_methods as
            select id, account_id, "type", value, version, deleted_at is not null as deleted from auth_methods;
            """,
            """
            insert into auth_methods as stored (id, account_id, created_at, deleted_at, "type", value, version)
                values (:'id', :'account_id', now(), case when :'deleted'::boolean then now() end, :'type',
                :'value', :'updated_idx')
            on conflict (id) do update set account_id = excluded.account_id, created_at = excluded.created_at,
                deleted_at = excluded.deleted_at, "type" = excluded."type", value = excluded.value, version =
                excluded.version
            where stored.version <= excluded.version;
            """,
            """
            table: live_auth_methods
            collection: signer:method
            columns: {version: updated_idx}
            """),
        // NovatecConsulting/YATT: backend/services/user/application/src/main/resources/db/migration/postgres/V2__COMMAND_MODEL_TABLES.sql
        PublicSchema(
            "NovatecConsulting/YATT", "three keys of one column each", .stale,
            """
            create table user_unique_key (
                identifier varchar(255) not null primary key, email varchar(255) not null unique,
                external_user_id varchar(255) not null unique
            );
            """,
            """
            insert into user_unique_key as stored (identifier, email, external_user_id) values (:'id', :'email',
                :'external_user_id')
            on conflict (identifier) do update set email = excluded.email, external_user_id =
                excluded.external_user_id;
            """,
            """
            table: user_unique_key
            collection: sso:user
            deletes: never
            columns: {identifier: id}
            """),
        // tomhoffer/fastapi-service: src/scripts/tables.sql
        PublicSchema(
            "tomhoffer/fastapi-service", "a domain over citext with a pattern, as the key", .holds,
            #"""
            create extension citext;
            create domain domain_email as citext check (value ~ '^\w+@[a-zA-Z_]+?\.[a-zA-Z]{2,3}$');
            create table records (id serial primary key, email domain_email unique, text varchar(100), version bigint);
            """#,
            """
            insert into records as stored (email, text, version) values (:'id', :'text', :'updated_idx')
            on conflict (email) do update set text = excluded.text, version = excluded.version
            where stored.version <= excluded.version;
            """,
            """
            table: records
            collection: app:record
            deletes: never
            columns: {email: id, version: updated_idx}
            """),
        // wlady3190/go-social-project: cmd/migrate/migrations/000001_create_users.up.sql
        PublicSchema(
            "wlady3190/go-social-project", "citext, bytea, two unique texts", .stale,
            """
            create extension if not exists citext;
            create table users (
                id bigserial primary key, email citext unique not null, username varchar(250) unique not null,
                password bytea not null, created_at timestamptz(0) not null default now()
            );
            """,
            """
            insert into users as stored (email, username, password) values (:'email', :'id', :'password')
            on conflict (username) do update set email = excluded.email, password = excluded.password;
            """,
            """
            table: users
            collection: app:user
            deletes: never
            columns: {username: id}
            """),
        // connor-kress/runelink: migrations/2025-05-05-055359_create_users/up.sql
        PublicSchema(
            "connor-kress/runelink", "unique by name and domain", .holds,
            """
            create table users (id serial primary key, name text not null, domain text not null, unique (name, domain));
            """,
            """
            insert into users as stored (name, domain) values (:'id', :'domain')
            on conflict (name, domain) do nothing;
            """,
            """
            table: users
            collection: chat:user
            deletes: never
            columns: {name: id}
            """),
        // SwiftAkira/pompyboard: web/drizzle/0000_complete_meteorite.sql
        PublicSchema(
            "SwiftAkira/pompyboard", "a status with a default, a time that says deleted", .unmarked,
            """
            create table subscribers (
                id serial primary key, email varchar(255) not null unique, source varchar(100),
                status varchar(20) default 'active' not null, metadata jsonb, unsubscribed_at timestamp
            );
            """,
            """
            insert into subscribers as stored (email, source, status, metadata, unsubscribed_at) values (:'id',
                :'source', :'status', :'metadata', :'unsubscribed_at')
            on conflict (email) do update set source = excluded.source, status = excluded.status, metadata =
                excluded.metadata, unsubscribed_at = excluded.unsubscribed_at;
            """,
            """
            table: subscribers
            collection: mail:subscriber
            columns: {email: id}
            """),
    ]
}
