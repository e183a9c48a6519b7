"""Random calls to the queues of fake-sequin and to moto's, and whether both answer the same.

compare.py FAKE_SEQUIN COUNT SEED. What differs for good reason is not asked: moto deletes by handles that are no longer
good, changes the visibility of what is not in flight, forgets deduplication ids with their messages, and lets as many
entries through as there are.
"""

import itertools
import json
import os
import random
import re
import subprocess
import sys
import threading

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

COUNTED = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible",
           "ApproximateNumberOfMessagesDelayed", "VisibilityTimeout", "DelaySeconds"]


class Side:
    """One of the two services, and what it calls the messages."""

    def __init__(self, url, key):
        self.client = boto3.client(
            "sqs", endpoint_url=url, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key="x",
            config=Config(retries={"total_max_attempts": 1}))
        self.handles = {}

    def call(self, name, queue, **given):
        """What is answered, with the names of messages and handles in place of their ids."""
        if queue is not None:
            given["QueueUrl"] = self.client.get_queue_url(QueueName=queue)["QueueUrl"] if queue != "none" else queue
        for entry in [given, *given.get("Entries", [])]:
            if "ReceiptHandle" in entry:
                entry["ReceiptHandle"] = self.handles.get(entry["ReceiptHandle"], entry["ReceiptHandle"])
        try:
            answer = getattr(self.client, name)(**given)
        except ClientError as error:
            return {"error": error.response["Error"]["Code"], "status": error.response["ResponseMetadata"]["HTTPStatusCode"]}
        answer.pop("ResponseMetadata")
        return self.named(answer)

    def named(self, answer):
        for message in answer.get("Messages", []):
            count = message.get("Attributes", {}).get("ApproximateReceiveCount", "?")
            handle = f"{message['Body']} {count}"
            self.handles[handle] = message["ReceiptHandle"]
            message["ReceiptHandle"] = handle
            message.pop("MessageId")
            for moment in ["SentTimestamp", "ApproximateFirstReceiveTimestamp", "SequenceNumber", "SenderId",
                           "DeadLetterQueueSourceArn"]:
                message.get("Attributes", {}).pop(moment, None)
        # Groups come one after the other, or as they were sent: both are right.
        answer.get("Messages", []).sort(key=lambda m: m.get("Attributes", {}).get("MessageGroupId", ""))
        for entry in [answer, *answer.get("Successful", [])]:
            entry.pop("MessageId", None)
            entry.pop("SequenceNumber", None)
        for entry in answer.get("Failed", []):
            entry.pop("Message", None)
        answer.pop("QueueUrl", None)
        return answer


class Sequence:
    """A queue's life, drawn from a seed."""

    def __init__(self, sides, chance, number):
        self.sides, self.chance, self.number = sides, chance, number
        self.fifo = chance.random() < 0.4
        self.content = self.fifo and chance.random() < 0.5
        self.name = f"q{number}" + (".fifo" if self.fifo else "")
        self.told, self.flying, self.gone, self.bodies = [], [], [], itertools.count()
        self.present = 0

    def ask(self, name, queue="", **given):
        queue = self.name if queue == "" else queue
        answers = [side.call(name, queue, **json.loads(json.dumps(given))) for side in self.sides]
        self.told.append(f"{name} {queue} {given}")
        if answers[0] != answers[1]:
            calls = "\n  ".join(self.told)
            raise SystemExit(f"sequence {self.number} differs:\n  {calls}\nfake-sequin: {answers[0]}\nmoto: {answers[1]}")
        return answers[0]

    def run(self, calls):
        attributes = {"VisibilityTimeout": str(self.chance.choice([60, 300]))}
        if self.fifo:
            attributes["FifoQueue"] = "true"
            attributes["ContentBasedDeduplication"] = str(self.content).lower()
        elif self.chance.random() < 0.4:
            self.ask("create_queue", None, QueueName=f"{self.name}-dead")
            attributes["RedrivePolicy"] = json.dumps({
                "deadLetterTargetArn": self.arn(f"{self.name}-dead"), "maxReceiveCount": self.chance.choice([1, 2])})
        self.ask("create_queue", None, QueueName=self.name, Attributes=attributes)
        steps = [self.send, self.send, self.send_batch, self.receive, self.receive, self.delete, self.delete_batch,
                 self.change, self.change_batch, self.counts, self.wrong]
        for _ in range(calls):
            self.chance.choice(steps)()
        if "RedrivePolicy" in attributes:
            self.ask("receive_message", f"{self.name}-dead", MaxNumberOfMessages=10, AttributeNames=["All"])
        self.ask("delete_queue")

    @staticmethod
    def arn(name):
        return f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"

    def message(self):
        body = f"{next(self.bodies)} " + self.chance.choice(["a", "é<&>\"'", "x\r\n y", "{}", "\U0001F600" * 3])
        message = {"MessageBody": body}
        if self.fifo:
            message["MessageGroupId"] = self.chance.choice(["g", "h"])
            if not self.content or self.chance.random() < 0.5:
                message["MessageDeduplicationId"] = f"d{next(self.bodies)}"
        elif self.chance.random() < 0.2:
            message["DelaySeconds"] = self.chance.choice([0, 900])
        if self.chance.random() < 0.3:
            message["MessageAttributes"] = {
                "n.a": {"DataType": "Number", "StringValue": "7"}, "b": {"DataType": "String.x", "StringValue": "é"}}
        return message

    def send(self):
        # More than ten of a FIFO queue would come in another order.
        if not self.fifo or self.present < 8:
            self.present += 1
            self.ask("send_message", **self.message())

    def send_batch(self):
        if not self.fifo:
            entries = [{"Id": f"e{n}", **self.message()} for n in range(self.chance.randint(0, 4))]
            if entries and self.chance.random() < 0.2:
                entries[0]["DelaySeconds"] = 901
            self.ask("send_message_batch", Entries=entries)

    def receive(self):
        given = {"MaxNumberOfMessages": 10 if self.fifo else self.chance.randint(1, 10),
                 self.chance.choice(["AttributeNames", "MessageSystemAttributeNames"]): ["All"]}
        if self.chance.random() < 0.3:
            given["MessageAttributeNames"] = self.chance.choice([["All"], ["n.*"], ["b"], ["c"]])
        got = self.ask("receive_message", **given)
        for message in got.get("Messages", []):
            self.flying.append(message["ReceiptHandle"])

    def handle(self, keeps=False):
        """One that is good, one that was, or one that never was."""
        if self.flying and self.chance.random() < 0.8:
            handle = self.chance.choice(self.flying)
            if not keeps:
                self.flying.remove(handle)
                self.gone.append(handle)
                self.present -= 1
            return handle
        return self.chance.choice(self.gone) if not keeps and self.gone and self.chance.random() < 0.5 else "stranger"

    def delete(self):
        self.ask("delete_message", ReceiptHandle=self.handle())

    def delete_batch(self):
        handles = dict.fromkeys(self.handle() for _ in range(self.chance.randint(0, 4)))
        self.ask("delete_message_batch", Entries=[{"Id": f"e{n}", "ReceiptHandle": h} for n, h in enumerate(handles)])

    def change(self):
        handle, seconds = self.handle(keeps=True), self.chance.choice([0, 120, 43_201])
        self.ask("change_message_visibility", ReceiptHandle=handle, VisibilityTimeout=seconds)
        if seconds == 0 and handle in self.flying:
            self.flying.remove(handle)

    def change_batch(self):
        handles = dict.fromkeys(self.handle(keeps=True) for _ in range(self.chance.randint(1, 4)))
        entries = [{"Id": f"e{n}", "ReceiptHandle": h, "VisibilityTimeout": self.chance.choice([0, 120, 43_201])}
                   for n, h in enumerate(handles)]
        self.ask("change_message_visibility_batch", Entries=entries)
        for entry in entries:
            if entry["VisibilityTimeout"] == 0 and entry["ReceiptHandle"] in self.flying:
                self.flying.remove(entry["ReceiptHandle"])

    def counts(self):
        self.ask("get_queue_attributes", AttributeNames=self.chance.sample(COUNTED, 3))

    def wrong(self):
        body = {"MessageBody": "b", "MessageGroupId": "g", "MessageDeduplicationId": f"d{next(self.bodies)}"}
        self.chance.choice([
            lambda: self.ask("receive_message", MaxNumberOfMessages=11),
            lambda: self.ask("receive_message", MaxNumberOfMessages=0),
            lambda: self.ask("receive_message", WaitTimeSeconds=21),
            lambda: self.ask("receive_message", VisibilityTimeout=43_201),
            lambda: self.ask("receive_message", "none"),
            lambda: self.ask("get_queue_url", None, QueueName="none"),
            lambda: self.ask("get_queue_attributes", AttributeNames=["Fast"]),
            lambda: self.ask("delete_message", "none", ReceiptHandle="stranger"),
            lambda: self.ask("send_message", "none", MessageBody="b"),
            lambda: self.ask("send_message_batch", Entries=[{"Id": "a b", **body}]),
            lambda: self.ask("send_message_batch", Entries=[{"Id": "a", **body}] * 2),
            lambda: self.ask("send_message_batch", Entries=[{"Id": f"e{n}", **body} for n in range(11)]),
            lambda: self.ask("send_message", DelaySeconds=901, **(body if self.fifo else {"MessageBody": "b"})),
            lambda: self.ask("send_message", MessageBody="b") if self.fifo else None,
            lambda: self.ask("create_queue", None, QueueName="a b"),
            lambda: self.ask("create_queue", None, QueueName=self.name, Attributes=(
                {"VisibilityTimeout": "7", "FifoQueue": "true"} if self.fifo else {"VisibilityTimeout": "7"})),
        ])()


def main():
    global ACCOUNT
    program, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ACCOUNT = "000000000000"
    environment = {**os.environ, "MOTO_ACCOUNT_ID": ACCOUNT}
    fake = subprocess.Popen(
        [program, "--port", "0", "--token", "secret"], stdout=subprocess.PIPE, text=True)
    moto = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", "0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        env=environment)
    try:
        fake_port = re.search(r":(\d+)/", fake.stdout.readline()).group(1)
        for line in moto.stderr:
            if match := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                moto_port = match.group(1)
                break
        # It logs each request, and would wait for a reader.
        threading.Thread(target=lambda: all(True for _ in moto.stderr), daemon=True).start()
        sides = [Side(f"http://127.0.0.1:{fake_port}", "secret"), Side(f"http://127.0.0.1:{moto_port}", "x")]
        calls = 0
        for number in range(count):
            sequence = Sequence(sides, random.Random(f"{seed} {number}"), number)
            sequence.run(30)
            calls += len(sequence.told)
        print(f"{calls} calls in {count} sequences were answered alike.")
    finally:
        for process in [fake, moto]:
            process.kill()
            process.wait()


main()
