-- The guide's hard delete, for one record: it prints `where id = any($1)`.
delete from stripe.subscriptions where id = :'id';
