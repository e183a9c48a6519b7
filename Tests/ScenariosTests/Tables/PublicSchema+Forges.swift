extension PublicSchema {
    /// Forges and what builds: tables of public projects, in words of our own, as far as they matter here.
    static let forges: [PublicSchema] = [
        // codvik/repoanalyzer: packages/db/src/migrations/004_create_github_pull_requests.sql
        PublicSchema(
            "codvik/repoanalyzer", "a key of two texts; the API's time orders", .holdsByTime,
            """
            create table github_pull_requests (
                repo_id text not null, pull_request_id text not null, pull_request_number integer not null, title text not null,
                state text not null, updated_at timestamptz not null, raw_payload jsonb not null,
                updated_at_ingested timestamptz not null default now(), primary key (repo_id, pull_request_id)
            );
            """,
            """
            insert into github_pull_requests as stored (repo_id, pull_request_id, pull_request_number, title, state,
                updated_at, raw_payload) values (:'repo_id', :'id', :'pull_request_number', :'title', :'state',
                :'updated_at', :'raw_payload')
            on conflict (repo_id, pull_request_id) do update set pull_request_number = excluded.pull_request_number,
                title = excluded.title, state = excluded.state, updated_at = excluded.updated_at, raw_payload =
                excluded.raw_payload
            where stored.updated_at <= excluded.updated_at;
            """,
            """
            table: github_pull_requests
            collection: forge:pull
            version: updated_at
            deletes: never
            columns: {pull_request_id: id}
            """),
        // mWekking/business_case_rituals: extract/sql/sys_issues.sql
        PublicSchema(
            "mWekking/business_case_rituals", "a key of three columns, json, a time without a zone", .holdsByTime,
            """
            create table sys_github_issues (
                repo_owner varchar not null, repo_name varchar not null, issue_id bigint not null, source_updated_at timestamp,
                raw_json json not null, _extracted_at timestamp not null, primary key (repo_owner, repo_name, issue_id)
            );
            """,
            """
            insert into sys_github_issues as stored (repo_owner, repo_name, issue_id, source_updated_at, raw_json,
                _extracted_at) values (:'repo_owner', :'repo_name', :'id', :'source_updated_at', :'raw_json', now())
            on conflict (repo_owner, repo_name, issue_id) do update set source_updated_at =
                excluded.source_updated_at, raw_json = excluded.raw_json, _extracted_at = excluded._extracted_at
            where stored.source_updated_at <= excluded.source_updated_at;
            """,
            """
            table: sys_github_issues
            collection: forge:issue
            fields: {repo_owner: text, repo_name: text, source_updated_at: timestamp, raw_json: json}
            columns: {issue_id: id}
            version: source_updated_at
            deletes: never
            """),
        // ACCULA/accula: api/src/main/resources/db/migration/V2__pull_commit.sql
        PublicSchema(
            "ACCULA/accula", "a serial beside a unique char(40), no version", .stale,
            """
            create table commit (
                id bigserial primary key, owner varchar(39) not null, repo varchar(256) not null, sha char(40) unique
            );
            """,
            """
            insert into commit as stored (owner, repo, sha) values (:'owner', :'repo', :'id')
            on conflict (sha) do update set owner = excluded.owner, repo = excluded.repo;
            """,
            """
            table: commit
            collection: forge:commit
            deletes: never
            columns: {sha: id}
            """),
        // dbazhenov/github-stat: data/init/postgresql/init.sql
        PublicSchema(
            "dbazhenov/github-stat", "the whole payload as json", .stale,
            """
            create schema github;
            create table github.pulls (id bigint not null, repo varchar(255) not null, data json, primary key (id, repo));
            """,
            """
            insert into github.pulls as stored (id, repo, data) values (:'id', :'repo', :'data')
            on conflict (id, repo) do update set data = excluded.data;
            """,
            """
            table: github.pulls
            collection: forge:pull
            fields: {repo: text, title: text?, merged: boolean?}
            deletes: never
            """),
        // Drill4J/admin: admin-metrics/src/main/resources/metrics/db/etl/builds_loader.sql
        PublicSchema(
            "Drill4J/admin", "a key of three, arrays", .stale,
            """
            create schema metrics;
            create table metrics.builds_table (
                group_id varchar not null, app_id varchar not null, build_id varchar not null, app_env_ids varchar[], branch varchar,
                committed_at timestamp, primary key (group_id, app_id, build_id)
            );
            """,
            """
            insert into metrics.builds_table as stored (group_id, app_id, build_id, app_env_ids, branch,
                committed_at) values (:'group_id', :'app_id', :'id', case when :'app_env_ids'::text is not null then
                array(select jsonb_array_elements_text(:'app_env_ids'::jsonb)) end, :'branch', :'committed_at')
            on conflict (group_id, app_id, build_id) do update set app_env_ids = excluded.app_env_ids, branch =
                excluded.branch, committed_at = excluded.committed_at;
            """,
            """
            table: metrics.builds_table
            collection: ci:build
            columns: {build_id: id}
            deletes: never
            """),
    ]
}
