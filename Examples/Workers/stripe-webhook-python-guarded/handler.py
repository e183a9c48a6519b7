"""A handler of Stripe's webhooks: checks the signature, stores the event's object, answers 200.

A stored version is never replaced by an older one: events come late, twice, and out of order.

Needs psycopg 3. All else that it needs of the world it takes from the environment.
"""

import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg

UPSERT = """
insert into subscriptions (id, customer, plan, quantity, canceled, version)
values (%(id)s, %(customer)s, %(plan)s, %(quantity)s, %(canceled)s, %(version)s)
on conflict (id) do update set
    customer = excluded.customer,
    plan = excluded.plan,
    quantity = excluded.quantity,
    canceled = excluded.canceled,
    version = excluded.version
where subscriptions.version <= excluded.version
"""

TOLERANCE = 300


def is_signed(header, body):
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    sent_at = parts.get("t", "")
    if not sent_at.isdigit() or abs(time.time() - int(sent_at)) > TOLERANCE:
        return False
    secret = os.environ["WEBHOOK_SECRET"].encode()
    code = hmac.new(secret, sent_at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(code, parts.get("v1", ""))


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not is_signed(self.headers.get("Stripe-Signature", ""), body):
            return self.answer(400)
        try:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(UPSERT, json.loads(body)["data"]["object"])
        except psycopg.Error as error:
            print(error)
            return self.answer(500)
        self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
