-- Find or create.
select id as row_id, updated_idx <= :'updated_idx' as is_newer from accounts where external_id = :'id' \gset

\if :{?row_id}
    \if :is_newer
        update accounts set name = :'name', updated_idx = :'updated_idx', deleted = :'deleted' where id = :'row_id';
    \endif
\else
    insert into accounts (external_id, name, updated_idx, deleted)
    values (:'id', :'name', :'updated_idx', :'deleted');
\endif
