"""Whether the schedules of a scenario find what is wrong with the known-bad strategies, and how many it takes."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

from common import number, percentile, progress, run, table

Cell = dict[str, Any]
NEVER = float("inf")


class Results:
    """What has been measured, a line for each cell and seed: a run that was cut short goes on behind it, and several
    may add to it at once."""

    def __init__(self, path: Path | None, build: str) -> None:
        self.path = path
        self.found: dict[tuple[str, str, str, str, int, int], dict[str, Any]] = {}
        if path is None or not path.exists():
            return
        for line in path.read_text().splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # Torn when its run was killed: it is measured again.
            if entry["build"] != build:
                raise SystemExit(f"bench: {path} is of another build: delete it, or name another file")
            self.keep(entry)

    @staticmethod
    def key(entry: dict[str, Any]) -> tuple[str, str, str, str, int, int]:
        cell = (entry["strategy"], entry["scenario"], entry["consumer"], entry["explorer"])
        return (*cell, entry["given"], entry["seed"])

    def keep(self, entry: dict[str, Any]) -> None:
        self.found[self.key(entry)] = entry

    def add(self, entry: dict[str, Any]) -> None:
        self.keep(entry)
        if self.path is None:
            return
        with self.path.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # A line of its own, whatever a killed run has left.
            torn = file.tell() > 0 and self.path.read_bytes()[-1:] != b"\n"
            file.write(("\n" if torn else "") + json.dumps(entry) + "\n")

    def of(self, cell: Cell, explorer: str, seeds: range) -> list[dict[str, Any]]:
        keys = [self.key({**cell, "explorer": explorer, "given": cell["schedules"], "seed": seed}) for seed in seeds]
        return [self.found[key] for key in keys if key in self.found]


def known_bad(converge: str, schedules: int | None, only: str) -> list[Cell]:
    """The cells that built-in strategies expect to be violated."""
    more = [] if schedules is None else ["--schedules", str(schedules)]
    cells = [json.loads(line) for line in run([converge, "measure", "--known-bad", *more]).splitlines()]
    return [cell for cell in cells if re.search(only, name(cell))]


def name(cell: Cell) -> str:
    return f"{cell['strategy']} · {cell['scenario']} · {cell['consumer']}"


def measure(
    converge: str, cell: Cell, explorer: str, seeds: list[int], schedules: int | None, results: Results, build: str
) -> None:
    """One server for a row of seeds. What was measured before it fails is kept."""
    more = [] if schedules is None else ["--schedules", str(schedules)]
    command = [
        converge, "measure", cell["strategy"], "--scenario", cell["scenario"], "--consumer", cell["consumer"],
        "--explorer", explorer, "--seed", str(seeds[0]), "--runs", str(len(seeds)), *more,
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        for line in process.stdout:
            results.add({**json.loads(line), "given": cell["schedules"], "build": build})
        words = process.stderr.read()
    if process.returncode != 0:
        progress(f"{name(cell)} failed with {process.returncode}, and is left out: {words.strip()}")


def rows_of(seeds: range, results: Results, cell: Cell, explorer: str) -> list[list[int]]:
    """The seeds that have not been measured, each row without a gap."""
    done = {entry["seed"] for entry in results.of(cell, explorer, seeds)}
    rows: list[list[int]] = []
    for seed in seeds:
        if seed in done:
            continue
        if rows and rows[-1][-1] == seed - 1:
            rows[-1].append(seed)
        else:
            rows.append([seed])
    return rows


def line(cell: Cell, explorer: str, entries: list[dict[str, Any]]) -> tuple[float, list[str]]:
    """How often it was found, and the median and the 99th percentile of schedules; unfound counts as never."""
    right = [e for e in entries if "property" in e and cell.get("property") in (None, e["property"])]
    schedules = [e["first_violation_at"] for e in right] + [NEVER] * (len(entries) - len(right))
    part = len(right) / len(entries)
    columns = [f"{len(right)}/{len(entries)}", *(number(percentile(schedules, p)) for p in (50, 99))]
    title = name(cell) + ("" if explorer == "random" else f", {explorer}")
    return part, [title, *columns, str(cell["schedules"])]


def summary(cells: list[Cell], lines: list[tuple[float, list[str]]]) -> str:
    """A line for each scenario and consumer: how many of its cells are found by 99 seeds of 100."""
    groups: dict[str, list[float]] = defaultdict(list)
    for cell, (part, _) in zip(cells, lines):
        groups[f"{cell['scenario']} · {cell['consumer']}"].append(part)
    rows = [
        [group, str(len(parts)), str(sum(part >= 0.99 for part in parts)), f"{min(parts):.0%}"]
        for group, parts in groups.items()
    ]
    return table(["scenario, consumer", "cells", "found by 99 %", "worst"], rows)


def part_of(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError("it is I/N, with I from 1 to N")
    return int(match[1]), int(match[2])


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench detect")
    parser.add_argument("--converge", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds, from 1 (default: 100)")
    parser.add_argument("--schedules", type=int, help="as for verify (default: as for verify)")
    parser.add_argument("--explorer", default="random", choices=["random", "pct"], help="(default: random)")
    parser.add_argument("--only", default="", help="only cells 'strategy · scenario · consumer' that match this")
    parser.add_argument("--results", type=Path, help="go on behind what FILE holds, and add to it", metavar="FILE")
    parser.add_argument("--part", type=part_of, default=(1, 1), help="measure part I/N of the cells", metavar="I/N")
    parser.add_argument("--all", action="store_true", help="print every cell, not only those that are often missed")
    options = parser.parse_args()
    if options.seeds < 1:
        parser.error("--seeds starts at 1")
    build = hashlib.sha256(Path(options.converge).read_bytes()).hexdigest()[:12]
    results = Results(options.results, build)
    cells = known_bad(options.converge, options.schedules, options.only)[options.part[0] - 1 :: options.part[1]]
    seeds = range(1, options.seeds + 1)
    for index, cell in enumerate(cells):
        for row in rows_of(seeds, results, cell, options.explorer):
            progress(f"[{index + 1}/{len(cells)}] {name(cell)}")
            measure(options.converge, cell, options.explorer, row, options.schedules, results, build)
    measured = [(cell, results.of(cell, options.explorer, seeds)) for cell in cells]
    whole = [cell for cell, entries in measured if entries]
    lines = [line(cell, options.explorer, entries) for cell, entries in measured if entries]
    if not lines:
        raise SystemExit("bench: no known-bad cell was measured")
    print(summary(whole, lines))
    shown = [columns for part, columns in sorted(lines) if options.all or part < 0.99]
    if shown:
        print("\n" + table(["strategy, scenario, consumer", "found", "schedules p50", "p99", "given"], shown))
    left_out = len(cells) * options.seeds - sum(len(entries) for _, entries in measured)
    if left_out:
        raise SystemExit(f"bench: {left_out} explorations failed: run it again with --results")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
