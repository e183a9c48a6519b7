"""A worker for a Sequin consumer, as the guide "Upsert to Postgres" has it: receive, upsert, ack. It loses a race."""

import os
import sys

import psycopg
import requests

BASE = os.environ.get("SEQUIN_URL", "http://127.0.0.1:7376") + "/api/http_pull_consumers/default"
HEADERS = {"Authorization": f"Bearer {os.environ['SEQUIN_TOKEN']}"}
UPSERT = """
    insert into stripe.subscriptions (id, upstream_id, deleted, updated_idx, stripe_customer_id, plan_id, quantity)
    values (%(id)s, %(upstream_id)s, %(deleted)s, %(updated_idx)s, %(stripe_customer_id)s, %(plan_id)s, %(quantity)s)
    on conflict (id) do update set
        upstream_id = excluded.upstream_id, deleted = excluded.deleted, updated_idx = excluded.updated_idx,
        stripe_customer_id = excluded.stripe_customer_id, plan_id = excluded.plan_id, quantity = excluded.quantity
"""


def call(name, **body):
    answer = requests.post(f"{BASE}/{name}", headers=HEADERS, json=body, timeout=60)
    answer.raise_for_status()
    return answer.json()


def work(connection, pauses):
    messages = call("receive", max_batch_size=10)["data"]
    for message in messages:
        record = message["data"]["record"]
        print("received", record["id"], "version", record["updated_idx"], flush=True)
        if pauses:
            sys.stdin.readline()  # A slow disk, a long garbage collection, a full network: anything may be here.
        connection.execute(UPSERT, record | record["data"])
        print("wrote", record["id"], "version", record["updated_idx"], flush=True)
    if messages:
        call("ack", ack_ids=[message["ack_id"] for message in messages])
    return len(messages)


def main():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        while work(connection, pauses="--pause" in sys.argv):
            pass


if __name__ == "__main__":
    main()
