"""Redis streams: XREADGROUP and XACK in batches over a local socket, each message replaced by a new one."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time

import redis

PAIRS = 20_000


def measure(client: redis.Redis, batch: int) -> float:
    client.flushall()
    with client.pipeline(transaction=False) as pipe:
        for number in range(1000):
            pipe.xadd("stream", {"id": f"sub_{number}"})
        pipe.execute()
    client.xgroup_create("stream", "group", id="0")
    done, seconds = 0, 0.0
    while done < PAIRS:
        started = time.monotonic()
        messages = client.xreadgroup("group", "worker", {"stream": ">"}, count=batch)[0][1]
        client.xack("stream", "group", *[message[0] for message in messages])
        seconds += time.monotonic() - started
        with client.pipeline(transaction=False) as pipe:
            for _, fields in messages:
                pipe.xadd("stream", fields)
            pipe.execute()
        done += len(messages)
    return done / seconds


def main() -> None:
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("redis-server is not installed")
    with tempfile.TemporaryDirectory() as directory:
        socket = f"{directory}/redis.sock"
        server = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", directory],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            client = redis.Redis(unix_socket_path=socket)
            for _ in range(200):
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    time.sleep(0.05)
            print(json.dumps({str(batch): measure(client, batch) for batch in [1, 10]}))
        finally:
            server.terminate()
            server.wait()


main()
