"""What the benchmarks share: a server configured as Converge's own, timed explorations, and tables."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Server:
    """A throwaway server, started by Converge with the settings that it gives its own."""

    host: str
    port: str
    user: str
    bin: str

    def dsn(self, database: str = "postgres") -> str:
        return f"host={self.host} port={self.port} user={self.user} dbname={database} sslmode=disable"

    def program(self, name: str) -> str:
        """A client program of the server's own version: the server's may be links to another directory."""
        server = Path(self.bin) / "postgres"
        for folder in [server.parent, server.resolve().parent]:
            if (folder / name).exists():
                return str(folder / name)
        return name

    def psql(self, sql: str, database: str = "postgres") -> None:
        run([self.program("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.dsn(database)], stdin=sql)


@contextmanager
def serving(*command: str) -> Iterator[Server]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit("bench: no server: see above")
        yield Server(**json.loads(line))
    finally:
        process.stdin.close()
        process.wait()


def run(command: Sequence[str], stdin: str = "", output: Any = subprocess.PIPE, **more: Any) -> str:
    """Runs a program to its end, without the caller's PG variables; its words are shown if it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        command, input=stdin, stdout=output, stderr=subprocess.PIPE, text=True,
        env=environment | more.pop("env", {}), **more,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"bench: {command[0]} failed with {done.returncode}:\n{done.stderr}{done.stdout or ''}")
    return done.stdout or ""


def measure(converge: str, *arguments: str) -> list[dict[str, Any]]:
    """Explorations, timed without the server's start: one result for each seed."""
    return [json.loads(line) for line in run([converge, "measure", *arguments]).splitlines()]


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Iterable[float], percent: int) -> float:
    """The smallest value that at least so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def number(value: float) -> str:
    if value == float("inf"):
        return "never"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that also reads well as it is; all columns but the first are numbers."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        padded = [cell.rjust(w) if i else cell.ljust(w) for i, (cell, w) in enumerate(zip(cells, widths))]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * w if i == 0 else "-" * (w - 1) + ":" for i, w in enumerate(widths)]
    return "\n".join([line(header), line(rule), *map(line, rows)])


def progress(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
