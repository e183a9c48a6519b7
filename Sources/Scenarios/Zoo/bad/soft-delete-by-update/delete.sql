-- Guarded, and with its version, if there is a row.
update stripe.subscriptions set
    upstream_id = :'upstream_id',
    deleted = :'deleted',
    updated_idx = :'updated_idx',
    sync_id = :'sync_id',
    sync_external_id = :'sync_external_id',
    sync_metadata = :'sync_metadata',
    upstream_updated_at = :'upstream_updated_at',
    upstream_created_at = :'upstream_created_at',
    stripe_customer_id = :'stripe_customer_id',
    plan_id = :'plan_id',
    quantity = :'quantity'
where id = :'id' and updated_idx <= :'updated_idx';
