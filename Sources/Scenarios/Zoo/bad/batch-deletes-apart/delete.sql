delete from stripe.subscriptions where id = :'id';
