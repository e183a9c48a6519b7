update stripe.subscriptions set deleted = true
where id = :'id' and updated_idx <= :'updated_idx';
