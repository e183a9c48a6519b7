create extension if not exists pg_cron with schema extensions;

create table public.contacts (
    id uuid primary key,
    email text,
    updated_idx bigint not null,
    deleted boolean not null default false,
    owner uuid references auth.users (id) default auth.uid()
);

alter table public.contacts enable row level security;
grant select on public.contacts to anon, authenticated;
create policy "own contacts" on public.contacts for select to authenticated using (owner = auth.uid());
