"""moto's SQS server: ReceiveMessage and DeleteMessageBatch over loopback, each message replaced by a new one."""

from __future__ import annotations

import json
import logging
import time

import boto3
from moto.server import ThreadedMotoServer

PAIRS = 500


def measure(client, batch: int) -> float:
    queue = client.create_queue(QueueName=f"queue-{batch}")["QueueUrl"]

    def send(count: int) -> None:
        for first in range(0, count, 10):
            entries = [{"Id": str(n), "MessageBody": f"sub_{n}"} for n in range(first, min(count, first + 10))]
            client.send_message_batch(QueueUrl=queue, Entries=entries)

    send(100)
    done, seconds = 0, 0.0
    while done < PAIRS:
        started = time.monotonic()
        messages = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=batch)["Messages"]
        entries = [{"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(messages)]
        client.delete_message_batch(QueueUrl=queue, Entries=entries)
        seconds += time.monotonic() - started
        send(len(messages))
        done += len(messages)
    return done / seconds


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "sqs", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="x",
        aws_secret_access_key="x",
    )  # fmt: skip
    try:
        print(json.dumps({str(batch): measure(client, batch) for batch in [1, 10]}))
    finally:
        server.stop()


main()
