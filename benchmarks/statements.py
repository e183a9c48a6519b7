"""What Converge sends to the server, read from the server's log, as input for pgbench and isolationtester."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from common import Server

TABLE = "stripe.subscriptions"


@dataclass(frozen=True)
class Statement:
    session: int
    database: str
    sql: str
    parameters: tuple[str | None, ...] = ()

    @property
    def word(self) -> str:
        return self.sql.split(maxsplit=1)[0].lower()

    def with_values(self) -> str:
        """The statement with its parameters as literals."""

        def literal(match: re.Match[str]) -> str:
            value = self.parameters[int(match[1]) - 1]
            if value is None:
                return "null"
            # isolationtester would end a step at a brace.
            escapes = {"'": "''", "\\": "\\\\", "{": "\\x7b", "}": "\\x7d"}
            return "E'" + "".join(escapes.get(letter, letter) for letter in value) + "'"

        return re.sub(r"\$(\d+)", literal, self.sql)


def read(log: Path) -> list[Statement]:
    """The statements of a log whose prefix is `process database|`, in the order in which the server began them."""
    statements: list[Statement] = []
    entry = re.compile(
        r"^(\d+) (\S+)\|LOG:  execute [^:]+: (.*(?:\n\t.*)*)(?:\n\1 \2\|DETAIL:  parameters: (.*(?:\n\t.*)*))?", re.M
    )
    for found in entry.finditer(log.read_text()):
        values = re.findall(r"\$\d+ = (?:(NULL)|'((?:[^']|'')*)')", found[4] or "")
        parameters = tuple(None if null else value.replace("''", "'") for null, value in values)
        statements.append(Statement(int(found[1]), found[2], found[3].replace("\n\t", "\n").strip(), parameters))
    # Deliveries are tried in the first copy of the template, before any world is made.
    worlds = {s.database for s in statements if re.search(r"_w(?!1$)\d+$", s.database)}
    return [s for s in statements if s.database in worlds]


def schedules(statements: list[Statement]) -> list[list[Statement]]:
    """What the workers sent in each schedule. The control session's reset is where one begins."""
    runs: list[list[Statement]] = []
    control = {s.session for s in statements if s.sql == f"delete from {TABLE}"}
    for statement in statements:
        if statement.sql == f"delete from {TABLE}":
            runs.append([])
        elif statement.session not in control and runs:
            runs[-1].append(statement)
    return runs


def transactions(statements: list[Statement]) -> Counter[tuple[Statement, ...]]:
    """The mix: how often each transaction was sent, those of the same text counted as one."""
    mix: Counter[tuple[Statement, ...]] = Counter()
    known: dict[tuple[str, ...], tuple[Statement, ...]] = {}
    opened: dict[int, list[Statement]] = {}
    for statement in statements:
        group = opened.setdefault(statement.session, [])
        group.append(statement)
        if group[0].word == "begin" and statement.word not in ("commit", "rollback", "end"):
            continue
        done = tuple(opened.pop(statement.session))
        mix[known.setdefault(tuple(s.sql for s in done), done)] += 1
    return mix


def pgbench_scripts(
    statements: list[Statement], clients: int, directory: Path
) -> tuple[list[str], float]:
    """Arguments that make pgbench send the same mix, and how many statements a transaction has on average.

    Each client has a table of its own: worlds do not wait for each other, so neither shall pgbench's clients. The
    order of transactions is pgbench's, at random, so an insert may find its row; it shall do nothing then, since an
    error would end the client.
    """
    mix = transactions(statements)
    arguments: list[str] = []
    for number, (transaction, count) in enumerate(mix.items()):
        texts: list[str] = []
        for position, statement in enumerate(transaction):

            def variable(match: re.Match[str]) -> str:
                value = statement.parameters[int(match[1]) - 1]
                if value is None:
                    return "null"
                name = f"s{number}_{position}_{match[1]}"
                if f"{name}={value}" not in arguments:
                    arguments.extend(["-D", f"{name}={value}"])
                return f":{name}"

            text = re.sub(r"\$(\d+)", variable, statement.sql)
            if statement.word == "insert" and "on conflict" not in text:
                text += " on conflict do nothing"
            texts.append(text + ";\n")
        body = "".join(texts)
        if TABLE in body:
            branches = (
                f"\\{'elif' if client else 'if'} :client_id = {client}\n" + body.replace(TABLE, f"world{client}.t")
                for client in range(clients)
            )
            body = "".join(branches) + "\\endif\n"
        script = directory / f"{number}.sql"
        script.write_text(body)
        arguments.extend(["-f", f"{script}@{count}"])
    sent = sum(len(transaction) * count for transaction, count in mix.items())
    return arguments, sent / sum(mix.values())


def make_worlds(server: Server, schema: str, clients: int) -> None:
    """The tables that the scripts of `pgbench_scripts` use."""
    copies = "".join(
        f"create schema world{client}; create table world{client}.t (like {TABLE} including all);\n"
        for client in range(clients)
    )
    server.psql(schema + copies, "pgbench")


def isolation_spec(runs: list[list[Statement]], schema: str) -> str:
    """A specification that sends the same statements in the same orders, with the same reset before and check after."""
    steps: dict[tuple[int, str], str] = {}
    permutations: list[str] = []
    for run in runs:
        if not run:
            continue
        sessions = sorted({s.session for s in run})
        names = [
            steps.setdefault((sessions.index(s.session) + 1, s.with_values()), f"s{len(steps)}") for s in run
        ]
        permutations.append("permutation " + " ".join(names))
    spec = f"setup {{ delete from {TABLE}; }}\nteardown {{ select * from {TABLE} order by 1; }}\n"
    for session in sorted({session for session, _ in steps}):
        spec += f"session w{session}\n"
        spec += "".join(f"step {name} {{ {sql}; }}\n" for (owner, sql), name in steps.items() if owner == session)
    return spec + "\n".join(permutations) + "\n"
