create table invoices (
    id uuid primary key, number text, amount_due integer not null, updated_idx bigint not null, deleted boolean not null
);

create function save_invoice(new_id uuid, new_number text, new_amount integer, new_version bigint, is_deleted boolean)
returns void language plpgsql as $$
declare
    known bigint;
begin
    select updated_idx into known from invoices where id = new_id;
    if known > new_version then
        return;
    end if;
    insert into invoices values (new_id, new_number, new_amount, new_version, is_deleted)
    on conflict (id) do update set
        number = excluded.number, amount_due = excluded.amount_due, updated_idx = excluded.updated_idx,
        deleted = excluded.deleted;
end
$$;
