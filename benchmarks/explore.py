"""Speed, measured side by side in one run: every round runs each contender once, and medians are compared."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import statements
from common import Server, measure, median, number, progress, run, serving, table

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = "ack-wait-race"
WORLDS, WORKERS = 8, 2
SECONDS = 3
SCHEDULES = {"guarded-upsert": 2500, "select-for-update": 2000}
PERMUTATIONS = 600
RUNS = 20


class Bench:
    def __init__(self, converge: str, peers: Path, server: Server, directory: Path) -> None:
        self.converge, self.peers, self.server, self.directory = converge, peers, server, directory
        self.samples: dict[str, list[float]] = {}
        self.clients = WORLDS * (WORKERS + 1)
        self.scripts: dict[str, tuple[list[str], float]] = {}
        self.spec = ""
        self.permutations = 0

    def add(self, name: str, value: float) -> None:
        self.samples.setdefault(name, []).append(value)

    def median(self, name: str) -> float:
        return median(self.samples[name])

    # Statements a second.

    def trace(self, strategy: str, schedules: int) -> list[statements.Statement]:
        log = self.directory / f"{strategy}-{schedules}.log"
        measure(
            self.converge, strategy, "--scenario", SCENARIO, "--schedules", str(schedules), "--worlds", "1",
            "--trace", str(log),
        )  # fmt: skip
        return statements.read(log)

    def prepare(self) -> None:
        progress("recording what Converge sends")
        for database in ["pgbench", "isolation", "peers"]:
            self.server.psql(f"create database {database}")
        schema = (ROOT / "Sources/Scenarios/Strategies/guarded-upsert/schema.sql").read_text()
        statements.make_worlds(self.server, schema, self.clients)
        self.server.psql(schema, "isolation")
        for strategy in SCHEDULES:
            sent = self.trace(strategy, PERMUTATIONS)
            folder = self.directory / strategy
            folder.mkdir()
            self.scripts[strategy] = statements.pgbench_scripts(sent, self.clients, folder)
            if strategy == "select-for-update":
                # What comes first only warms up; see Measurement.swift.
                runs = statements.schedules(sent)[-PERMUTATIONS:]
                self.permutations = len(runs)
                self.spec = statements.isolation_spec(runs, schema)

    def converge_rate(self, strategy: str) -> None:
        result = measure(
            self.converge, strategy, "--scenario", SCENARIO, "--schedules", str(SCHEDULES[strategy]), "--worlds",
            str(WORLDS),
        )[0]  # fmt: skip
        self.add(f"{strategy} statements", result["statements"] / result["seconds"])
        self.add(f"{strategy} schedules", result["schedules"] / result["seconds"])

    def pgbench_rate(self, name: str) -> None:
        scripts, each = self.scripts[name]
        output = run([
            self.server.program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={self.clients}",
            f"--time={SECONDS}", f"--host={self.server.host}", f"--port={self.server.port}",
            f"--username={self.server.user}", *scripts, "pgbench",
        ])  # fmt: skip
        found = re.search(r"^tps = ([\d.]+)", output, re.M)
        assert found, output
        self.add(f"pgbench {name}", float(found[1]) * each)

    # Schedules a second.

    def isolation_rate(self) -> None:
        library = run([self.server.program("pg_config"), "--pkglibdir"]).strip()
        program = f"{library}/pgxs/src/test/isolation/isolationtester"
        started = time.perf_counter()
        output = run([program, self.server.dsn("isolation")], stdin=self.spec)
        seconds = time.perf_counter() - started
        ran = output.count("starting permutation")
        assert ran == self.permutations, f"isolationtester ran {ran} of {self.permutations} permutations"
        self.add("isolationtester", ran / seconds)

    # The first failure.

    def converge_failure(self, first_seed: int) -> None:
        results = measure(
            self.converge, "naive-upsert", "--scenario", SCENARIO, "--schedules", "10000", "--seed", str(first_seed),
            "--runs", str(RUNS),
        )  # fmt: skip
        for result in results:
            self.add("converge found", result["first_violation_at"] is not None)
            self.add("converge executions", result["schedules"])
            self.add("converge seconds", result["seconds"])

    def peer(self, name: str, strategy: str, seed: int, executions: int) -> dict[str, Any]:
        command = [str(self.peers / "bin/python"), str(ROOT / f"benchmarks/peers/{name}_race.py")]
        if name == "frontrun":
            command.insert(0, str(self.peers / "bin/frontrun"))
        command += [strategy, "--dsn", self.server.dsn("peers"), "--seed", str(seed), "--executions", str(executions)]
        return json.loads(run(command, cwd=self.directory).splitlines()[-1])

    def peer_failure(self, name: str, seed: int) -> None:
        result = self.peer(name, "naive-upsert", seed, 2000)
        self.add(f"{name} found", result["found"])
        self.add(f"{name} executions", result["executions"])
        self.add(f"{name} seconds", result["seconds"])

    def peer_rate(self, name: str, seed: int) -> None:
        result = self.peer(name, "guarded-upsert", seed, 100)
        assert not result["found"], f"{name} finds a failure in guarded-upsert"
        self.add(f"{name} rate", result["executions"] / result["seconds"])

    def round(self, number: int) -> None:
        for strategy in SCHEDULES:
            self.converge_rate(strategy)
            self.pgbench_rate(strategy)
        self.isolation_rate()
        self.converge_failure(1 + number * RUNS)
        for name in ["hypothesis", "frontrun"]:
            for seed in range(1 + number * 3, 4 + number * 3):
                self.peer_failure(name, seed)
            self.peer_rate(name, 1 + number)

    # The tables.

    def row(self, what: str, ours: str, theirs: str, goal: float, *, inverse: bool = False) -> list[str]:
        a, b = self.median(ours), self.median(theirs)
        ratio = b / a if inverse else a / b
        verdict = "" if not goal else "yes" if ratio >= goal else "no"
        return [what, number(a), number(b), f"{ratio:.2f}", f"{goal:g}" if goal else "", verdict]

    def report(self) -> str:
        rows: list[list[str]] = []
        for strategy in SCHEDULES:
            ours = f"{strategy} statements"
            rows.append(self.row(f"statements/s, {strategy}: pgbench", ours, f"pgbench {strategy}", 1.0))
        rows.append(
            self.row("schedules/s, select-for-update: isolationtester", "select-for-update schedules",
                     "isolationtester", 10)
        )  # fmt: skip
        for name, time_goal, executions_goal in [("hypothesis", 10, 0), ("frontrun", 0, 1)]:
            title = name.capitalize()
            rows += [
                self.row(f"seconds to the first failure: {title}", "converge seconds", f"{name} seconds", time_goal,
                         inverse=True),
                self.row(f"executions to the first failure: {title}", "converge executions", f"{name} executions",
                         executions_goal, inverse=True),
                self.row(f"executions/s, guarded-upsert: {title}", "guarded-upsert schedules", f"{name} rate", 20),
            ]  # fmt: skip
        found = ", ".join(
            f"{name} {sum(self.samples[f'{name} found']):.0f} of {len(self.samples[f'{name} found'])}"
            for name in ["converge", "hypothesis", "frontrun"]
        )
        return (
            table(["what: against whom", "Converge", "other", "ratio", "goal", "met"], rows)
            + f"\n\nThe ratio is how many times better Converge is. Found the failure: {found}."
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench explore")
    parser.add_argument("--converge", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--peers", required=True, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs (default: 5)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds starts at 1")
    with tempfile.TemporaryDirectory(prefix="converge-bench-") as directory, serving(options.converge, "measure", "--serve") as server:
        bench = Bench(options.converge, options.peers, server, Path(directory))
        bench.prepare()
        for number_ in range(options.rounds):
            progress(f"round {number_ + 1} of {options.rounds}")
            bench.round(number_)
        print(bench.report())


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
