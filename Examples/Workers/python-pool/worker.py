"""The loop of Sequin's guide with a pool of psycopg: receive several, upsert them at once, ack. The guard keeps what is
newer.

Needs psycopg 3 with its pool. All else that it needs of the world it takes from the environment.
"""

import json
import os
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from psycopg_pool import ConnectionPool

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
where stripe.subscriptions.updated_idx <= excluded.updated_idx
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


def apply(pool, message):
    with pool.connection() as connection:
        connection.execute(UPSERT, values(message["data"]["record"]))
    call("ack", ack_ids=[message["ack_id"]])


def main():
    pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=4, kwargs={"autocommit": True})
    with ThreadPoolExecutor(4) as threads:
        while True:
            try:
                messages = call("receive", max_batch_size=4, wait_for=30_000)["data"]
            except OSError as error:
                print(error)
                continue
            for done in [threads.submit(apply, pool, message) for message in messages]:
                # What was not acknowledged is delivered again.
                if error := done.exception():
                    print(error)


if __name__ == "__main__":
    main()
