select cron.schedule('clean', '0 3 * * *', $$ delete from public.contacts where deleted $$);
