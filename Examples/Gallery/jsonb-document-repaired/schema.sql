create table issues (id text primary key, doc jsonb not null);
-- The document is judged by what a view takes out of it.
create view shown_issues as
select id, (doc ->> 'version')::bigint as updated_idx, (doc ->> 'deleted')::boolean as deleted, doc ->> 'title' as title,
    doc ->> 'state' as state
from issues;
