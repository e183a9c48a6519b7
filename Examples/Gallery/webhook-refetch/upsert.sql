-- An event says that the customer has changed; what is written is what the API said when the handler asked.
insert into customers (id, email, plan, updated_idx, deleted)
values (:'id', :'email', :'plan', :'updated_idx', :'deleted')
on conflict (id) do update set
    email = excluded.email, plan = excluded.plan, updated_idx = excluded.updated_idx, deleted = excluded.deleted,
    fetched_at = now();
