"""meltanolabs-target-postgres: a Singer target that upserts by key properties, reading messages from a pipe."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

TYPES = {"deleted": "boolean", "updated_idx": "integer", "quantity": "integer", "sync_metadata": "object"}


def main(dsn: str, path: str) -> None:
    parts = dict(part.split("=", 1) for part in dsn.split())
    with open(path) as lines:
        rows = [json.loads(line) for line in lines]
    properties = {name: {"type": [TYPES.get(name, "string"), "null"]} for name in rows[0]}
    schema = {"type": "SCHEMA", "stream": "subscriptions", "key_properties": ["id"],
              "schema": {"type": "object", "properties": properties}}  # fmt: skip
    with tempfile.TemporaryDirectory() as directory:
        config, messages = Path(directory) / "config.json", Path(directory) / "messages.jsonl"
        config.write_text(json.dumps({
            "sqlalchemy_url": f"postgresql+psycopg://{parts['user']}@/{parts['dbname']}?host={parts['host']}&port={parts['port']}",
            "default_target_schema": "singer", "add_record_metadata": False, "activate_version": False,
        }))  # fmt: skip
        with messages.open("w") as output:
            print(json.dumps(schema), file=output)
            for row in rows:
                print(json.dumps({"type": "RECORD", "stream": "subscriptions", "record": row}), file=output)
        program = Path(sys.executable).parent / "target-postgres"
        started = time.monotonic()
        with messages.open() as source:
            subprocess.run([program, "--config", config], stdin=source, stdout=subprocess.DEVNULL, check=True)
        seconds = time.monotonic() - started
    with psycopg.connect(dsn) as connection:
        connection.execute("insert into stripe.subscriptions (id) select id from singer.subscriptions")
        connection.execute("drop schema singer cascade")
    print(json.dumps({"seconds": seconds}))


main(*sys.argv[1:])
