select stripe.store_all(:'records');
