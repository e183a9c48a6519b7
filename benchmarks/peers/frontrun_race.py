"""The guide's race for Frontrun's explorer, over psycopg 3. Prints one JSON object.

Run it under the `frontrun` command, as its documentation says.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass

import frontrun
import psycopg
from table import arguments, record, schema, upsert

args = arguments()
UPSERT = upsert(args.strategy)
with psycopg.connect(args.dsn, autocommit=True) as connection:
    connection.execute("drop schema if exists stripe cascade")
    connection.execute(schema(args.strategy))
CONTROL = psycopg.connect(args.dsn, autocommit=True)


@dataclass(frozen=True)
class Delivery:
    ack_id: int
    version: int


class World:
    """A keyed consumer with one slot, and the table."""

    def __init__(self) -> None:
        CONTROL.execute("delete from stripe.subscriptions")
        self.lock = threading.Lock()
        self.upstream = 1
        self.slot = "available"  # or delivered, pending redelivery, none
        self.ack_id = 0
        self.expired = False

    def change(self) -> None:
        with self.lock:
            self.upstream += 1
            self.slot = "pending" if self.slot in ("delivered", "pending") else "available"

    def expire(self) -> None:
        with self.lock:
            self.expired = self.slot in ("delivered", "pending")

    def receive(self) -> Delivery | None:
        with self.lock:
            if not (self.slot == "available" or self.expired):
                return None
            self.slot, self.expired = "delivered", False
            self.ack_id += 1
            return Delivery(self.ack_id, self.upstream)

    def ack(self, delivery: Delivery) -> None:
        with self.lock:
            if delivery.ack_id == self.ack_id and self.slot in ("delivered", "pending"):
                self.slot = "none" if self.slot == "delivered" else "available"
                self.expired = False

    def work(self) -> None:
        delivery = self.receive()
        if delivery is None:
            return
        with psycopg.connect(args.dsn, autocommit=True) as connection:
            connection.execute(UPSERT, record(delivery.version))
        self.ack(delivery)

    def is_converged(self) -> bool:
        """What was acknowledged is in the table: nothing is left to deliver that could mend it."""
        if self.slot != "none":
            return True
        row = CONTROL.execute("select updated_idx from stripe.subscriptions where id = 'A'").fetchone()
        return row is not None and row[0] == self.upstream


started = time.perf_counter()
result = frontrun.explore(
    setup=World, workers=[World.work, World.work, World.change, World.expire], invariant=World.is_converged,
    max_executions=args.executions, reproduce_on_failure=0, search=f"bit-reversal:{args.seed}",
    warn_nondeterministic_sql=False,  # no id is the server's choice here
)  # fmt: skip
print(json.dumps({"executions": result.num_explored, "seconds": time.perf_counter() - started,
                  "found": not result.property_holds}))  # fmt: skip
