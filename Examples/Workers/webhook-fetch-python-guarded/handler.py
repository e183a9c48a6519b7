"""A handler of webhooks that takes no event at its word: it fetches the object anew, and stores what it gets,
unless the row is newer: two fetches and two writes may cross.

Needs psycopg 3. All else that it needs of the world it takes from the environment.
"""

import json
import os
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg

UPSERT = """
insert into subscriptions (id, customer, plan, quantity, version)
values (%(id)s, %(stripe_customer_id)s, %(plan_id)s, %(quantity)s, %(updated_idx)s)
on conflict (id) do update set
    customer = excluded.customer,
    plan = excluded.plan,
    quantity = excluded.quantity,
    version = excluded.version
where subscriptions.version <= excluded.version
"""


def fetch(id):
    with urllib.request.urlopen(f"{os.environ['UPSTREAM_URL']}/records/{id}", timeout=600) as response:
        record = json.load(response)
    return {"id": record["id"], "updated_idx": record["updated_idx"], **record["data"]}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            values = {"stripe_customer_id": None, "plan_id": None, "quantity": None, **fetch(event["object"])}
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(UPSERT, values)
        except (OSError, psycopg.Error) as error:
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
