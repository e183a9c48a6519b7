delete from stripe.subscriptions where id = :'id' and updated_idx <= :'updated_idx';

insert into stripe.deleted_subscriptions as stored (id, updated_idx)
values (:'id', :'updated_idx')
on conflict (id) do update set updated_idx = greatest(stored.updated_idx, excluded.updated_idx);
