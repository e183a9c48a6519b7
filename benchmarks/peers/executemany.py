"""psycopg 3's executemany of the guarded upsert, as its documentation recommends: one call for a batch, pipelined."""

from __future__ import annotations

import json
import sys
import time

import psycopg
from psycopg.types.json import Jsonb

BATCH = 500
COLUMNS = (
    "id upstream_id deleted updated_idx sync_id sync_external_id sync_metadata upstream_updated_at "
    "upstream_created_at stripe_customer_id plan_id quantity"
).split()
UPSERT = f"""
    insert into stripe.subscriptions ({", ".join(COLUMNS)})
    values ({", ".join(f"%({name})s" for name in COLUMNS)})
    on conflict (id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
    where stripe.subscriptions.updated_idx is null or stripe.subscriptions.updated_idx <= excluded.updated_idx
"""


def main(dsn: str, path: str) -> None:
    with open(path) as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        row["sync_metadata"] = Jsonb(row["sync_metadata"])
    with psycopg.connect(dsn) as connection:
        started = time.monotonic()
        for first in range(0, len(rows), BATCH):
            with connection.cursor() as cursor:
                cursor.executemany(UPSERT, rows[first : first + BATCH])
            connection.commit()
        print(json.dumps({"seconds": time.monotonic() - started}))


main(*sys.argv[1:])
