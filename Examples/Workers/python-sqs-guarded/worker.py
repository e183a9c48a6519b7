"""A consumer of an SQS queue with boto3 and psycopg: receive, upsert, delete. A stored version is never replaced by an older one.

Needs boto3 and psycopg 3. All else that it needs of the world it takes from the environment.
"""

import json
import os

import boto3
import psycopg
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

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
    # A call whose answer is lost is not made again: the message comes again anyway.
    sqs = boto3.client("sqs", config=Config(read_timeout=600, retries={"total_max_attempts": 1}))
    queue = os.environ["QUEUE_URL"]
    connection = None
    while True:
        try:
            answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=1, WaitTimeSeconds=20)
            for message in answer.get("Messages", []):
                if connection is None or connection.closed:
                    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
                connection.execute(UPSERT, values(json.loads(message["Body"])))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        except (BotoCoreError, ClientError, psycopg.Error) as error:
            # What was not deleted is delivered again.
            print(error)


if __name__ == "__main__":
    main()
