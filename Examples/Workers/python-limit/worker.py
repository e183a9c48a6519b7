"""The loop of Sequin's guide with psycopg: receive, upsert, ack. What takes longer than 45
seconds is given up, since the delivery may be at another worker after 60.

Needs psycopg 3. All else that it needs of the world it takes from the environment.
"""

import json
import signal
import os
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


class TooLate(Exception):
    pass


def strike(*_):
    raise TooLate()


def main():
    signal.signal(signal.SIGALRM, strike)
    connection = None
    while True:
        try:
            messages = call("receive", max_batch_size=1, wait_for=30_000)["data"]
            for message in messages:
                signal.alarm(45)
                if connection is None or connection.closed:
                    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
                connection.execute(UPSERT, values(message["data"]["record"]))
                call("ack", ack_ids=[message["ack_id"]])
                signal.alarm(0)
        except (OSError, psycopg.Error, TooLate) as error:
            # What was not acknowledged is delivered again.
            signal.alarm(0)
            print(repr(error))
            if connection is not None:
                connection.close()


if __name__ == "__main__":
    main()
