begin;
insert into stripe.deleted_subscriptions (id) values (:'id') on conflict (id) do nothing;
delete from stripe.subscriptions where id = :'id';
commit;
