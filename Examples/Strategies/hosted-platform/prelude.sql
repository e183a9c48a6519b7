-- What the platform brings, as far as the migrations use it.
create schema auth;
create table auth.users (id uuid primary key);
create function auth.uid() returns uuid language sql stable
    as $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;

create schema cron;
create function cron.schedule(name text, schedule text, command text) returns bigint language sql as 'select 1::bigint';
