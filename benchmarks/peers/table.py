"""The table and the upserts that both peers test, and how they are called."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

STRATEGIES = Path(__file__).resolve().parents[2] / "Sources/Scenarios/Strategies"
COLUMNS = (
    "id", "upstream_id", "deleted", "updated_idx", "sync_id", "sync_external_id", "sync_metadata",
    "upstream_updated_at", "upstream_created_at", "stripe_customer_id", "plan_id", "quantity",
)  # fmt: skip


def schema(strategy: str) -> str:
    return (STRATEGIES / strategy / "schema.sql").read_text()


def upsert(strategy: str) -> str:
    """A strategy's own statement, with psycopg's placeholders instead of psql's."""
    sql = (STRATEGIES / strategy / "upsert.sql").read_text()
    for column in COLUMNS:
        sql = sql.replace(f":'{column}'", f"%({column})s")
    return "\n".join(line for line in sql.splitlines() if not line.startswith("--")).strip().rstrip(";")


def record(version: int) -> dict[str, Any]:
    """The record A as it is at a version."""
    return dict.fromkeys(COLUMNS) | {
        "id": "A", "upstream_id": "sub_A", "deleted": False, "updated_idx": version, "sync_id": "sync",
        "sync_external_id": "external", "sync_metadata": "{}", "upstream_updated_at": "2024-01-01T00:00:00Z",
        "upstream_created_at": "2024-01-01T00:00:00Z", "stripe_customer_id": "cus_A", "plan_id": f"plan_{version}",
        "quantity": version,
    }  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("strategy")
    parser.add_argument("--dsn", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--executions", type=int, default=1000, help="the most to run")
    return parser.parse_args()
