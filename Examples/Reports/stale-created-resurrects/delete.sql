-- What is gone has no version that an older event could be compared with.
delete from installations where id = :'id' and updated_idx <= :'updated_idx';
