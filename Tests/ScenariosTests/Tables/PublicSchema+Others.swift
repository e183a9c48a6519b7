extension PublicSchema {
    /// What platforms hand out: events, videos, objects: tables of public projects, in words of our own, as far as they matter here.
    static let others: [PublicSchema] = [
        // iv-org/invidious: config/sql/channel_videos.sql
        PublicSchema(
            "iv-org/invidious", "a unique id and no primary key; a nullable time orders", .holdsByTime,
            """
            create table channel_videos (
                id text not null, title text, published timestamptz, updated timestamptz, ucid text, author text,
                length_seconds integer, constraint channel_videos_id_key unique (id)
            );
            """,
            """
            insert into channel_videos as stored (id, title, published, updated, ucid, author, length_seconds)
                values (:'id', :'title', :'published', :'updated', :'ucid', :'author', :'length_seconds')
            on conflict (id) do update set title = excluded.title, published = excluded.published, updated =
                excluded.updated, ucid = excluded.ucid, author = excluded.author, length_seconds =
                excluded.length_seconds
            where stored.updated <= excluded.updated;
            """,
            """
            table: channel_videos
            collection: tube:video
            fields: {title: text?, published: timestamp?, updated: timestamp, ucid: text?, author: text?, length_seconds: integer?}
            version: updated
            deletes: never
            """),
        // iv-org/invidious: config/sql/channel_videos.sql
        PublicSchema(
            "iv-org/invidious", "the same, with fields left out: the time may be null",
            .refused("'updated' is timestamp, and may be null: versions have no order by it"),
            """
            create table channel_videos (id text not null unique, title text, updated timestamptz);
            """,
            """
            insert into channel_videos as stored (id, title, updated) values (:'id', :'title', :'updated')
            on conflict (id) do update set title = excluded.title, updated = excluded.updated
            where stored.updated <= excluded.updated;
            """,
            """
            table: channel_videos
            collection: tube:video
            version: updated
            deletes: never
            """),
        // d-yang-triplevantage/php-worker-demo: .history/sql/ddl/middle_out_using__c_20210423180616.sql
        PublicSchema(
            "d-yang-triplevantage/php-worker-demo", "an id of 18 letters beside an integer from a sequence",
            .holdsByTime,
            """
            create schema sfdcmiddle;
            create sequence sfdcmiddle.row_ids;
            create table sfdcmiddle.middle_out_using__c (
                sfid varchar(18) unique, name varchar(80), isdeleted boolean, systemmodstamp timestamp, id integer not null primary key
            );
            """,
            """
            insert into sfdcmiddle.middle_out_using__c as stored (sfid, name, isdeleted, systemmodstamp, id) values
                (:'id', :'name', :'deleted', :'systemmodstamp', nextval('sfdcmiddle.row_ids'))
            on conflict (sfid) do update set name = excluded.name, isdeleted = excluded.isdeleted, systemmodstamp =
                excluded.systemmodstamp
            where stored.systemmodstamp <= excluded.systemmodstamp;
            """,
            """
            table: sfdcmiddle.middle_out_using__c
            collection: crm:object
            fields: {name: text?, systemmodstamp: timestamp}
            columns: {sfid: id, isdeleted: deleted}
            version: systemmodstamp
            """),
        // Lybley/lifeos: google-calendar-connector/schema.sql
        PublicSchema(
            "Lybley/lifeos", "a uuid of its own; unique by user and event", .stale,
            """
            create table calendar_events (
                id uuid primary key default gen_random_uuid(), user_id varchar(255) not null, event_id varchar(255) not null,
                title text not null, start_time timestamp not null, is_all_day boolean default false, attendees jsonb,
                synced_at timestamp default now(), unique (user_id, event_id)
            );
            """,
            """
            insert into calendar_events as stored (user_id, event_id, title, start_time, is_all_day, attendees)
                values (:'user_id', :'id', :'title', :'start_time', :'is_all_day', :'attendees')
            on conflict (user_id, event_id) do update set title = excluded.title, start_time = excluded.start_time,
                is_all_day = excluded.is_all_day, attendees = excluded.attendees;
            """,
            """
            table: calendar_events
            collection: calendar:event
            deletes: never
            columns: {event_id: id}
            """),
        // GiantsbaneDDC/family-chore-chart: server/migrate-calendar.sql
        PublicSchema(
            "GiantsbaneDDC/family-chore-chart", "a serial id, times with zones", .stale,
            """
            create table calendar_events (
                id serial primary key, google_id varchar(255) unique not null, title varchar(500) not null,
                start_time timestamptz not null, all_day boolean default false, color_id varchar(10), raw_data jsonb
            );
            """,
            """
            insert into calendar_events as stored (google_id, title, start_time, all_day, color_id, raw_data) values
                (:'id', :'title', :'start_time', :'all_day', :'color_id', :'raw_data')
            on conflict (google_id) do update set title = excluded.title, start_time = excluded.start_time, all_day
                = excluded.all_day, color_id = excluded.color_id, raw_data = excluded.raw_data;
            """,
            """
            table: calendar_events
            collection: calendar:event
            deletes: never
            columns: {google_id: id}
            """),
        // PhilanthropyDataCommons/service: src/database/queries/platformProviderResponses/insertOne.sql
        PublicSchema(
            "PhilanthropyDataCommons/service", "what a provider answered, by its id and the provider", .stale,
            """
            create table platform_provider_responses (
                external_id text not null, platform_provider text not null, data jsonb not null,
                created_at timestamptz not null default now(), primary key (external_id, platform_provider)
            );
            """,
            """
            insert into platform_provider_responses as stored (external_id, platform_provider, data) values (:'id',
                :'platform_provider', :'data')
            on conflict (external_id, platform_provider) do update set data = excluded.data;
            """,
            """
            table: platform_provider_responses
            collection: grants:response
            fields: {platform_provider: text, answer: text?}
            columns: {external_id: id}
            deletes: never
            """),
    ]
}
