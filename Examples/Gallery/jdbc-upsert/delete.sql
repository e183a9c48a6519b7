-- A tombstone deletes by the key, as JDBC sinks do.
delete from orders where id = :'id';
