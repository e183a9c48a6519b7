-- The guide's hard delete, which a newer version survives.
delete from stripe.subscriptions where id = :'id' and updated_idx <= :'updated_idx';
