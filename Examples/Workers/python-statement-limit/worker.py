"""The loop of Sequin's guide with psycopg: receive, upsert, ack. What takes longer than 45
seconds is given up, since the delivery may be at another worker after 60.

Needs psycopg 3. All else that it needs of the world it takes from the environment.
"""

import json
import threading
import os
import socket
import urllib.request

import psycopg

UPSERT = """
insert into stripe.subscriptions (
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
)
values (
    %(id)s, %(upstream_id)s, %(deleted)s, %(updated_idx)s, %(sync_id)s, %(sync_external_id)s, %(sync_metadata)s,
    %(upstream_updated_at)s, %(upstream_created_at)s, %(stripe_customer_id)s, %(plan_id)s, %(quantity)s
)
on conflict (id) do update set
    upstream_id = excluded.upstream_id,
    deleted = excluded.deleted,
    updated_idx = excluded.updated_idx,
    sync_id = excluded.sync_id,
    sync_external_id = excluded.sync_external_id,
    sync_metadata = excluded.sync_metadata,
    upstream_updated_at = excluded.upstream_updated_at,
    upstream_created_at = excluded.upstream_created_at,
    stripe_customer_id = excluded.stripe_customer_id,
    plan_id = excluded.plan_id,
    quantity = excluded.quantity
"""


def call(name, **body):
    consumer = f"{os.environ['SEQUIN_URL']}/api/http_pull_consumers/{os.environ['SEQUIN_CONSUMER']}"
    request = urllib.request.Request(
        f"{consumer}/{name}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {os.environ['SEQUIN_TOKEN']}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=600) as response:
        return json.load(response)


def values(record):
    data, sync = record["data"], record["sync"]
    return {
        "id": record["id"],
        "upstream_id": record["upstream_id"],
        "deleted": record["deleted"],
        "updated_idx": record["updated_idx"],
        "sync_id": sync["id"],
        "sync_external_id": sync["external_id"],
        "sync_metadata": json.dumps(sync["metadata"]),
        "upstream_updated_at": record["upstream_updated_at"],
        "upstream_created_at": record["upstream_created_at"],
        "stripe_customer_id": data.get("stripe_customer_id"),
        "plan_id": data.get("plan_id"),
        "quantity": data.get("quantity"),
    }


def main():
    connection = None
    while True:
        try:
            messages = call("receive", max_batch_size=1, wait_for=30_000)["data"]
            for message in messages:
                if connection is None or connection.closed:
                    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
                # The connection is given up when the time of its statement is over, and the statement with it.
                line = socket.socket(fileno=os.dup(connection.fileno()))
                limit = threading.Timer(45, line.shutdown, [socket.SHUT_RDWR])
                limit.start()
                try:
                    connection.execute(UPSERT, values(message["data"]["record"]))
                finally:
                    limit.cancel()
                    line.close()
                call("ack", ack_ids=[message["ack_id"]])
        except (OSError, psycopg.Error) as error:
            # What was not acknowledged is delivered again.
            print(error)


if __name__ == "__main__":
    main()
