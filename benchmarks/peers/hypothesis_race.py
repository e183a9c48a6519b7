"""The guide's race as a Hypothesis state machine over psycopg 3. Prints one JSON object."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

import psycopg
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from table import arguments, record, schema, upsert

args = arguments()
UPSERT = upsert(args.strategy)
with psycopg.connect(args.dsn, autocommit=True) as setup:
    setup.execute("drop schema if exists stripe cascade")
    setup.execute(schema(args.strategy))
# One connection for the whole run: what the machine resets is the row.
WORKERS = [psycopg.connect(args.dsn, autocommit=True, prepare_threshold=0) for _ in range(2)]
CONTROL = psycopg.connect(args.dsn, autocommit=True, prepare_threshold=0)

executions = 0
started = time.perf_counter()
failed_after: float | None = None


@dataclass(frozen=True)
class Delivery:
    worker: int
    ack_id: int
    version: int


class Sync(RuleBasedStateMachine):
    """A keyed consumer with one slot, two workers, and the table."""

    delivered = Bundle("delivered")
    written = Bundle("written")

    @initialize()
    def create(self) -> None:
        global executions
        executions += 1
        CONTROL.execute("delete from stripe.subscriptions")
        self.upstream = 1
        self.slot = "available"  # or delivered, pending redelivery, none
        self.expired = False
        self.ack_id = 0
        self.idle = [0, 1]
        self.applied = 0

    @rule()
    def change(self) -> None:
        self.upstream += 1
        self.slot = "pending" if self.slot in ("delivered", "pending") else "available"

    @rule()
    def expire(self) -> None:
        self.expired = self.slot in ("delivered", "pending")

    @rule(target=delivered)
    def receive(self):
        if not self.idle or not (self.slot == "available" or self.expired):
            return multiple()
        self.slot, self.expired = "delivered", False
        self.ack_id += 1
        return Delivery(self.idle.pop(0), self.ack_id, self.upstream)

    @rule(delivery=consumes(delivered), target=written)
    def write(self, delivery: Delivery) -> Delivery:
        WORKERS[delivery.worker].execute(UPSERT, record(delivery.version))
        self.applied = max(self.applied, delivery.version)
        return delivery

    @rule(delivery=consumes(written))
    def ack(self, delivery: Delivery) -> None:
        self.idle.append(delivery.worker)
        if delivery.ack_id == self.ack_id and self.slot in ("delivered", "pending"):
            self.slot = "none" if self.slot == "delivered" else "available"
            self.expired = False

    @invariant()
    def never_goes_back(self) -> None:
        global failed_after
        row = CONTROL.execute("select updated_idx from stripe.subscriptions where id = 'A'").fetchone()
        if self.applied and (row is None or row[0] < self.applied):
            failed_after = failed_after or time.perf_counter() - started
            raise AssertionError(f"version {self.applied} was applied, and the row is {row}")


try:
    run_state_machine_as_test(
        seed(args.seed)(Sync),
        settings=settings(
            max_examples=args.executions, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
except AssertionError:
    pass
print(json.dumps({"executions": executions, "seconds": failed_after or time.perf_counter() - started,
                  "found": failed_after is not None}))  # fmt: skip
