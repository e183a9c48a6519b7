"""Runs converge for a long time; scripts/soak says what for."""

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# A process that has warmed up may grow by this much: a share of what it had, and some bytes for chance.
GROWTH = 1.10
SLACK_MEMORY = 8 << 20
# Postgres keeps up to 128 MB of its log, and makes files of it as it comes to them.
SLACK_DISK = 160 << 20


def seconds(text: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"'{text}' is no time: write it as 20s, 30m, 1h")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


def resident(pid: int) -> int:
    """The resident memory of a process, in bytes; 0 if it has gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def size(directory: Path) -> int:
    """What a directory takes on the disk, in bytes; files that go meanwhile count as nothing."""
    total = 0
    for path, _, names in os.walk(directory):
        for name in names:
            try:
                total += os.lstat(os.path.join(path, name)).st_blocks * 512
            except OSError:
                pass
    return total


def megabytes(count: float) -> str:
    return f"{count / 2**20:.1f} MB"


class Run:
    """One process of converge, with a TMPDIR of its own."""

    def __init__(self, soak: "Soak", name: str, arguments: list[str]):
        self.directory = soak.work / name
        self.temporary = self.directory / "tmp"
        self.temporary.mkdir(parents=True)
        # The server's user must pass through it.
        for path in (self.directory, self.temporary):
            path.chmod(0o777)
        self.output = (self.directory / "output").open("w+b")
        self.process = subprocess.Popen(
            [soak.binary, *arguments], cwd=self.directory, stdin=subprocess.DEVNULL, stdout=self.output,
            stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(self.temporary)})
        self.memory = self.disk = 0

    def look(self) -> bool:
        """Measures; whether it still runs."""
        if self.process.poll() is not None:
            return False
        self.memory, self.disk = resident(self.process.pid), size(self.temporary)
        return True

    def end(self) -> int:
        """Its exit status, after SIGTERM if it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait()

    def text(self) -> str:
        self.output.seek(0)
        return self.output.read().decode(errors="replace")

    def leftovers(self) -> list[str]:
        return sorted(os.listdir(self.temporary))

    def remove(self) -> None:
        self.output.close()
        shutil.rmtree(self.directory, ignore_errors=True)


class Soak:
    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.binary = options.converge
        self.work = Path(tempfile.mkdtemp(prefix="converge-soak-"))
        self.work.chmod(0o755)
        self.corpus = Path(options.corpus).absolute()
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.started = time.monotonic()
        self.end = self.started + options.duration
        self.complaints: list[str] = []
        self.schedules = self.cells = self.failures = self.replays = self.missed = self.rounds = 0
        self.interleavings: set[bytes] = set()
        self.known: set[str] = set()
        # What the endurance run took, by the second at which it was looked at.
        self.history: list[tuple[float, int, int]] = []
        self.said = self.started
        self.said_schedules = 0

    @property
    def left(self) -> float:
        return self.end - time.monotonic()

    def complain(self, text: str) -> None:
        self.complaints.append(text)
        print(f"soak: {text}", flush=True)

    def run(self) -> int:
        endurance = Run(self, "endurance", [
            "verify", "guarded-null-safe", "--scenario", "everything", "--schedules", "100000000", "--seed",
            str(self.options.seed), "--interleavings", "interleavings", "--quiet"])
        try:
            while self.left > 0:
                self.round(endurance)
            self.judge_endurance(endurance)
        finally:
            endurance.end()
            for leftover in endurance.leftovers():
                self.complain(f"the long run left {leftover} in its TMPDIR")
            self.collect(endurance)
            self.say(endurance)
            shutil.rmtree(self.work, ignore_errors=True)
        passed = self.rounds + self.replays
        for complaint in self.complaints:
            print(f"soak: {complaint}")
        print(f"soak: {passed} runs, {len(self.complaints)} complaints")
        return 1 if self.complaints else 0

    def watch(self, endurance: Run, run: Run) -> bool:
        """Waits for a run while both are measured; whether it came to its end before time did."""
        while run.look():
            if endurance.look():
                self.history.append((time.monotonic() - self.started, endurance.memory, endurance.disk))
            if time.monotonic() - self.said >= 60:
                self.say(endurance)
            if self.left <= 0:
                return False
            time.sleep(0.5)
        return True

    def round(self, endurance: Run) -> None:
        """One part of all cells, with a seed of its own, and then its failures again."""
        shards = self.options.shards
        seed = self.options.seed + self.rounds // shards
        run = Run(self, f"round-{self.rounds}", [
            "matrix", "--zoo", "--shard", f"{self.rounds % shards + 1}/{shards}", "--seed", str(seed), "--schedules",
            str(self.options.schedules), "--json", "report.json", "--failures", "failures", "--interleavings",
            "interleavings", "--quiet"])
        self.rounds += 1
        self.watch(endurance, run)
        status = run.end()
        if status not in (0, 1, 2, 143):
            self.complain(f"a round with seed {seed} ended with {status}: {run.text()[-500:]}")
        for leftover in run.leftovers():
            self.complain(f"a round with seed {seed} left {leftover} in its TMPDIR")
        self.judge(run, seed)
        self.collect(run)
        for path in sorted((run.directory / "failures").glob("*.json")):
            self.replay(endurance, path, seed)
        run.remove()

    def judge(self, run: Run, seed: int) -> None:
        report = run.directory / "report.json"
        if not report.exists():
            return
        for cell in json.loads(report.read_text())["results"]:
            self.cells += 1
            self.schedules += cell["schedules"]
            name = f"{cell['strategy']} in {cell['scenario']} with {cell['consumer']}"
            if cell["verdict"] == "violated":
                self.failures += 1
                if cell.get("expected") == "holds":
                    self.complain(f"a false alarm, seed {seed}: {name}: {cell.get('because')}")
            elif "does not replay" in (cell.get("because") or ""):
                self.complain(f"a failure that does not replay, seed {seed}: {name}: {cell['because']}")
            elif "environment" in (cell.get("because") or "") and self.left > 0:
                self.complain(f"the environment failed, seed {seed}: {name}: {cell['because']}")
            elif cell.get("expected") == "violated":
                # Few schedules find it in few cells: no alarm is no false alarm.
                self.missed += 1

    def replay(self, endurance: Run, path: Path, seed: int) -> None:
        """Keeps a failure, and runs it again if its like has not been seen."""
        failure = json.loads(path.read_text())
        like = json.dumps([failure[key] for key in ("strategy", "scenario", "consumer", "changes", "choices")])
        digest = hashlib.sha256(like.encode()).hexdigest()[:12]
        if digest in self.known or self.left <= 0:
            return
        self.known.add(digest)
        kept = self.corpus / f"{path.stem}-{digest}.json"
        shutil.copyfile(path, kept)
        run = Run(self, f"replay-{self.replays}", ["replay", str(kept)])
        if self.watch(endurance, run):
            self.replays += 1
            status = run.end()
            if status != 1 or "fails again as recorded" not in run.text():
                self.complain(f"{kept} (seed {seed}) was not followed as recorded: status {status}: {run.text()[:500]}")
        else:
            run.end()
        for leftover in run.leftovers():
            self.complain(f"a replay left {leftover} in its TMPDIR")
        run.remove()

    def collect(self, run: Run) -> None:
        log = run.directory / "interleavings"
        if log.exists():
            lines = log.read_bytes().split()
            if run.directory.name == "endurance":
                self.schedules += len(lines)
            self.interleavings.update(bytes.fromhex(line.decode())[:8] for line in lines if len(line) == 32)

    def judge_endurance(self, endurance: Run) -> None:
        if endurance.process.poll() is not None:
            self.complain(f"the long run ended early with {endurance.process.returncode}: {endurance.text()[-500:]}")
        # The second quarter against the last: by then everything that is made once has been made.
        length = self.options.duration
        early = [entry for entry in self.history if length / 4 <= entry[0] < length / 2]
        late = [entry for entry in self.history if entry[0] >= length * 3 / 4]
        if not early or not late:
            return
        for index, name, slack in ((1, "memory", SLACK_MEMORY), (2, "disk use", SLACK_DISK)):
            before, after = max(entry[index] for entry in early), max(entry[index] for entry in late)
            if after > before * GROWTH + slack:
                self.complain(f"{name} of the long run grew from {megabytes(before)} to {megabytes(after)}")
            else:
                print(f"soak: {name} of the long run: {megabytes(before)} early, {megabytes(after)} late")

    def say(self, endurance: Run) -> None:
        now = time.monotonic()
        log = endurance.directory / "interleavings"
        running = log.stat().st_size // 33 if log.exists() and endurance.process.poll() is None else 0
        schedules = self.schedules + running
        rate = (schedules - self.said_schedules) / max(now - self.said, 1e-9)
        print(
            f"{(now - self.started) / 60:5.1f} min: {schedules} schedules ({rate:.0f}/s), "
            f"{len(self.interleavings)} different among those of the finished rounds, {self.cells} cells, "
            f"{self.failures} failures, {self.replays} replayed, memory {megabytes(endurance.memory)}, "
            f"disk {megabytes(endurance.disk)}", flush=True)
        self.said, self.said_schedules = now, schedules


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/soak")
    parser.add_argument("--converge", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--for", dest="duration", type=seconds, default=seconds("30m"), metavar="TIME")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the first seed (default: the time)")
    parser.add_argument("--schedules", type=int, default=20, help="schedules in each cell (default: 20)")
    parser.add_argument("--shards", type=int, default=80, help="into how many rounds all cells are cut (default: 80)")
    parser.add_argument("--corpus", default=".converge/corpus", help="where failures are kept")
    options = parser.parse_args()
    print(f"soak: seed {options.seed}, for {options.duration:.0f} s")
    return Soak(options).run()


if __name__ == "__main__":
    sys.exit(main())
