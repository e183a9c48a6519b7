select save_invoice(:'id', :'number', :'amount_due', :'updated_idx', :'deleted');
