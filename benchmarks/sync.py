"""Throughput and latency of the syncer and of the fake consumer, side by side with what else could do their work."""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable

from common import Server, median, number, progress, run, serving, table

ROOT = Path(__file__).resolve().parents[1]
STRATEGY = ROOT / "benchmarks/strategies/batch"
PEERS = ROOT / "benchmarks/peers"
TABLE = "stripe.subscriptions"


class Bench:
    def __init__(self, tool: str, python: str, server: Server, rows: int, directory: Path) -> None:
        self.tool, self.python, self.server, self.rows = tool, python, server, rows
        self.samples: dict[str, list[float]] = {}
        self.figures: dict[str, list[dict[str, float]]] = {}
        self.absent: dict[str, str] = {}
        self.jsonl, self.csv = directory / "rows.jsonl", directory / "rows.csv"

    def prepare(self) -> None:
        self.jsonl.write_text(run([self.tool, "rows", "--records", str(self.rows)]))
        with self.jsonl.open() as lines, self.csv.open("w", newline="") as output:
            writer = csv.writer(output)
            for line in lines:
                row = json.loads(line)
                writer.writerow({**row, "sync_metadata": json.dumps(row["sync_metadata"])}.values())
        self.server.psql("create database sync")
        self.server.psql((STRATEGY / "schema.sql").read_text(), "sync")

    def sync(self, *options: str) -> dict[str, float]:
        command = [self.tool, "sync", "--strategy", str(STRATEGY), "--database-url", self.server.dsn("sync"), *options]
        return json.loads(run(command))

    def fresh(self) -> None:
        self.server.psql(f"truncate {TABLE}; checkpoint", "sync")

    def count(self) -> None:
        found = run([self.server.program("psql"), "-XqAt", "-d", self.server.dsn("sync"), "-c", f"select count(*) from {TABLE}"])
        if int(found) != self.rows:
            raise SystemExit(f"bench: {found.strip()} rows of {self.rows} arrived")

    def timed(self, name: str, body: Callable[[], float | None]) -> None:
        """Rows a second of one contender: over its own time if it tells one, or over that of the call."""
        if name in self.absent:
            return
        self.fresh()
        started = time.monotonic()
        try:
            seconds = body() or time.monotonic() - started
        except (SystemExit, subprocess.CalledProcessError) as problem:
            self.absent[name] = str(problem).strip().splitlines()[-1]
            return
        self.count()
        self.samples.setdefault(name, []).append(self.rows / seconds)

    def round(self, workers: list[int]) -> None:
        self.timed("COPY", self.copy)
        for count in workers:
            self.timed(f"syncer, {count} worker{'s' if count > 1 else ''}", lambda: self.run_syncer(count))
        self.timed("psycopg 3 executemany", lambda: self.peer("executemany"))
        self.timed("dlt merge", lambda: self.peer("dlt_merge"))
        self.timed("target-postgres", lambda: self.peer("target_postgres"))

    def copy(self) -> None:
        run([self.server.program("psql"), "-XqAt", "-d", self.server.dsn("sync"), "-c", f"\\copy {TABLE} from '{self.csv}' csv"])

    def run_syncer(self, workers: int) -> float:
        figures = self.sync("--records", str(self.rows), "--workers", str(workers))
        self.figures.setdefault(f"syncer {workers}", []).append(figures)
        return figures["seconds"]

    def peer(self, name: str) -> float:
        arguments = [self.python, str(PEERS / f"{name}.py"), self.server.dsn("sync"), str(self.jsonl)]
        return json.loads(run(arguments).splitlines()[-1])["seconds"]

    # What is printed.

    def throughput(self) -> str:
        base = median(self.samples["COPY"])
        many = median(self.samples.get("psycopg 3 executemany", [float("nan")]))
        rows = [
            [name, number(median(values)), f"{median(values) / base:.2f}", f"{median(values) / many:.2f}"]
            for name, values in self.samples.items()
        ]
        rows += [[name, f"absent: {why}"[:60], "", ""] for name, why in self.absent.items()]
        return table(["contender", "rows/s", "× COPY", "× executemany"], rows)

    def memory(self) -> str:
        rows = []
        for rounds in [1, 4]:
            self.fresh()
            figures = self.sync("--records", str(self.rows // 4), "--rounds", str(rounds), "--rate", "1000000")
            rows.append([
                f"{self.rows // 4 * rounds:,} changes", number(figures["memory_before_mb"]),
                number(figures["memory_after_mb"]), number(figures["memory_peak_mb"]),
            ])  # fmt: skip
        return table(["memory, MB", "before", "after", "peak"], rows)

    def latency(self, rates: list[int]) -> str:
        rows = []
        for rate in rates:
            self.fresh()
            figures = self.sync("--records", str(min(self.rows, rate * 10)), "--rate", str(rate))
            rows.append([f"{rate:,} changes/s", *(number(figures[f"{name}_ms"]) for name in ["p50", "p99", "p999", "max"])])
        return table(["publish to commit, ms", "p50", "p99", "p99.9", "max"], rows)

    def pairs(self, rounds: int) -> str:
        samples: dict[str, list[float]] = {}
        for _ in range(rounds):
            for slots in [1000, 1_000_000]:
                for batch in [1, 10]:
                    command = [self.tool, "pairs", "--slots", str(slots), "--batch-size", str(batch)]
                    name = f"FakeSequin in process, {slots:,} slots, batches of {batch}"
                    samples.setdefault(name, []).append(json.loads(run(command))["pairs_per_second"])
            for name, peer in [("Redis streams, local socket", "redis_streams"), ("moto's SQS on loopback", "moto_sqs")]:
                if name in self.absent:
                    continue
                try:
                    found = json.loads(run([self.python, str(PEERS / f"{peer}.py")]).splitlines()[-1])
                except SystemExit as problem:
                    self.absent[name] = str(problem).strip().splitlines()[-1]
                    continue
                for batch, value in found.items():
                    samples.setdefault(f"{name}, batches of {batch}", []).append(value)
        first = median(next(iter(samples.values())))
        rows = [[name, number(median(values)), f"{median(values) / first:.3g}"] for name, values in samples.items()]
        rows += [[name, f"absent: {why}"[:60], ""] for name, why in self.absent.items() if "streams" in name or "SQS" in name]
        return table(["receive and ack", "pairs/s", "ratio"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench sync")
    parser.add_argument("--tool", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--peers", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=200_000)
    arguments = parser.parse_args()
    python = str(Path(arguments.peers) / "bin/python")
    with serving(arguments.tool, "serve") as server, tempfile.TemporaryDirectory() as directory:
        bench = Bench(arguments.tool, python, server, arguments.rows, Path(directory))
        bench.prepare()
        for count in range(arguments.rounds):
            progress(f"round {count + 1} of {arguments.rounds}")
            bench.round([1, 2, 4])
        print(bench.throughput(), flush=True)
        progress("latency")
        print("\n" + bench.latency([1000, 5000, 10_000]), flush=True)
        progress("memory")
        print("\n" + bench.memory(), flush=True)
        progress("the fake consumer")
        print("\n" + bench.pairs(arguments.rounds), flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
