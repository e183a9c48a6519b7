"""How many schedules, and how many seconds, it takes to find what is wrong with the known-bad strategies."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from common import measure, number, percentile, progress, run, table

ROOT = Path(__file__).resolve().parents[1] / "Sources/Scenarios"
EXPLORERS = ["random", "pct", "exhaustive"]
LIMIT = 2000


def violated(strategy: Path) -> list[str]:
    """The scenarios that a strategy is expected to violate with the default consumer."""
    settings = (strategy / "strategy.yml").read_text() if (strategy / "strategy.yml").exists() else ""
    block = re.search(r"^expect:[^\n]*\n((?:[ #][^\n]*\n?|\n)*)", settings, re.M)
    found: list[str] = []
    for line in (block[1] if block else "").splitlines():
        entry = re.match(r" +([\w-]+): *(.*)", line)
        if not entry or "violated" not in entry[2]:
            continue
        consumer = re.search(r"consumer: *([\w-]+)", entry[2])
        if consumer is None or consumer[1] == "fenced":
            found.append(entry[1])
    return found


def known_bad(converge: str, only: str) -> list[tuple[Path, list[str]]]:
    """Built-in strategies, and those of the zoo if it is there, with the scenarios that show what is wrong."""
    known = set(re.findall(r"^  ([\w-]+) ", run([converge, "list"]), re.M))
    folders = [f for f in sorted(ROOT.glob("Strategies/*")) + sorted(ROOT.glob("Zoo/bad/*")) if f.is_dir()]
    pairs = [(folder, [s for s in violated(folder) if s in known]) for folder in folders if only in folder.name]
    return [(folder, scenarios) for folder, scenarios in pairs if scenarios]


def cells(results: list[dict[str, Any]]) -> list[str]:
    """Median and 90th percentile of schedules and of seconds; a seed that found nothing counts as never."""
    schedules = [r.get("first_violation_at") or float("inf") for r in results]
    seconds = [r["seconds"] if r.get("first_violation_at") else float("inf") for r in results]
    values = [percentile(of, percent) for of in (schedules, seconds) for percent in (50, 90)]
    return [f"{sum(s < float('inf') for s in schedules)}/{len(results)}", *map(number, values)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench detect")
    parser.add_argument("--converge", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds, from 1 (default: 100)")
    parser.add_argument("--schedules", type=int, default=LIMIT, help=f"the most for one seed (default: {LIMIT})")
    parser.add_argument("--only", default="", help="only strategies whose name contains this")
    options = parser.parse_args()
    if options.seeds < 1 or options.schedules < 1:
        parser.error("--seeds and --schedules start at 1")
    rows: list[list[str]] = []
    for folder, scenarios in known_bad(options.converge, options.only):
        for explorer in EXPLORERS:
            progress(f"{folder.name}, {explorer}")
            # An exhaustive exploration draws nothing from the seed but values.
            runs = options.seeds if explorer != "exhaustive" else 1
            # One server for all of them.
            results = measure(
                options.converge, str(folder), "--scenario", ",".join(scenarios), "--explorer", explorer, "--runs",
                str(runs), "--schedules", str(options.schedules), "--budget", "60s",
            )  # fmt: skip
            for scenario in scenarios:
                own = [r for r in results if r["scenario"] == scenario]
                rows.append([f"{folder.name}, {scenario}", explorer, *cells(own)])
    if not rows:
        raise SystemExit("bench: no known-bad strategy is left to run")
    print(table(["strategy, scenario", "explorer", "found", "schedules p50", "p90", "seconds p50", "p90"], rows))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
