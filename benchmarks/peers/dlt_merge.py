"""dlt's merge, by primary key, the newest version of a key first, into the same table's shape."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from urllib.parse import quote

import dlt
import psycopg


def main(dsn: str, path: str) -> None:
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"
    parts = dict(part.split("=", 1) for part in dsn.split())
    credentials = {
        "database": parts["dbname"], "username": parts["user"], "password": "none", "host": quote(parts["host"], safe=""),
        "port": int(parts["port"]),
    }  # fmt: skip
    with open(path) as lines:
        rows = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as directory:
        pipeline = dlt.pipeline(
            "bench", pipelines_dir=directory, dataset_name="dlt",
            destination=dlt.destinations.postgres(credentials),
        )  # fmt: skip
        started = time.monotonic()
        pipeline.run(
            rows, table_name="subscriptions", primary_key="id",
            write_disposition={"disposition": "merge", "strategy": "upsert"},
            columns={"sync_metadata": {"data_type": "json"}, "upstream_id": {"unique": False}},
        )  # fmt: skip
        seconds = time.monotonic() - started
    # The table that is counted is the syncer's: what dlt wrote goes there, outside of its time.
    with psycopg.connect(dsn) as connection:
        connection.execute("insert into stripe.subscriptions (id) select id from dlt.subscriptions")
        connection.execute("drop schema if exists dlt cascade")
        connection.execute("drop schema if exists dlt_staging cascade")
    print(json.dumps({"seconds": seconds}))


main(*sys.argv[1:])
