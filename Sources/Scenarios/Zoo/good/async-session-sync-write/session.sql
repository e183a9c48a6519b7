-- For bookkeeping that may be lost.
set synchronous_commit = off;
