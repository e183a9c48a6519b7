call stripe.store_all(:'records');
