"""Nodes over one PostgreSQL and one Redis, all real and thrown away afterwards."""

import atexit
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def bash(script, *arguments):
    """Runs functions of tests/support/postgres.sh."""
    command = ["bash", "-c", f'. "{ROOT}/tests/support/postgres.sh"; {script}', "bash", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"tests/bench: {script} failed:\n{done.stderr}")
    return done.stdout


class Postgres:
    """That waits for the disk."""

    def __init__(self, folder):
        self.folder = folder / "postgres"
        self.folder.mkdir()
        for parent in [folder, *folder.parents][:2]:
            os.chmod(parent, os.stat(parent).st_mode | 0o055)
        self.url = bash('start_postgres "$1" durable >&2 && printf %s "$postgres_url"', self.folder)

    def stop(self):
        bash('stop_postgres "$1"', self.folder)


class Redis:
    def __init__(self, folder, port, command):
        self.port = port
        self.process = subprocess.Popen([*command, "redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "",
                                         "--dir", str(folder)], stdout=subprocess.DEVNULL)  # fmt: skip
        self.url = f"redis://127.0.0.1:{port}"

    def stop(self):
        self.process.kill()
        self.process.wait()

    def cpu_seconds(self):
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9


class Node:
    """One server; `command` puts it on a processor. People and bots may post as fast as they can, unless it is limited."""

    def __init__(self, build, folder, port, command, arguments, limited=False):
        self.port = port
        self.log = folder / f"node-{port}.log"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*command, str(build / "server/ourplace"), "serve", "--port", str(port), "--shards", "1", "--log-level",
                 "warning", *([] if limited else ["--unlimited"]), *arguments], stdout=log, stderr=log)  # fmt: skip
        # Also when the bench breaks off.
        atexit.register(self.process.kill)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).read()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.005)
        sys.exit("a node did not start:\n" + self.log.read_text()[-2000:])

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((name + " ", name + "{")))

    def stop(self):
        self.process.kill()
        self.process.wait()
