#!/usr/bin/env python3
"""Runs clang-tidy on the server's sources and remembers what was clean: clang_tidy.py BUILD [SECONDS].

A file is skipped when it, its compile command, every header of ours that it includes and .clang-tidy are what they were
when it was last found clean. The memory is in the user's cache folder, so worktrees and fresh clones share it.

With SECONDS, no file is begun after that time, except those that the newest commit or the work tree changes: they come
first and are always checked. What is left over is said, and is due at the next run.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "ourplace" / "clang-tidy"


def headers_by_object(build):
    """{object file: what it includes below this folder}, as Ninja recorded it when it compiled."""
    found, current = {}, None
    for line in subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True).stdout.splitlines():
        if line and not line.startswith(" "):
            current = found.setdefault(line.split(":")[0], [])
        elif line.strip() and current is not None:
            path = (pathlib.Path(build) / line.strip()).resolve()
            if path.is_relative_to(ROOT):
                current.append(path)
    return found


def fingerprint(entry, headers):
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for path in sorted({pathlib.Path(entry["file"]), *headers}):
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def changed():
    """Files that the newest commit, the work tree or this branch changes."""
    names = set()
    for against in ("HEAD~1", "main"):
        listed = subprocess.run(["git", "diff", "--name-only", against], cwd=ROOT, capture_output=True, text=True).stdout
        names.update(listed.split())
    return {str(ROOT / name) for name in names}


def tidy(build, file):
    run = subprocess.run(["clang-tidy-19", "--quiet", "-p", build, file], capture_output=True, text=True)
    return run.returncode == 0, run.stdout


def main(build, seconds=float("inf")):
    end = time.monotonic() + float(seconds)
    headers = headers_by_object(build)
    entries = [
        entry
        for entry in json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
        if pathlib.Path(entry["file"]).is_relative_to(ROOT / "server")
    ]
    CACHE.mkdir(parents=True, exist_ok=True)
    clean, bad, left, due = 0, 0, 0, []
    first = changed()
    for entry in entries:
        mark = CACHE / fingerprint(entry, headers.get(entry.get("output", ""), []))
        if mark.exists():
            clean += 1
        else:
            due.append((entry["file"], mark))
    due.sort(key=lambda job: (job[0] not in first, job[0]))

    def run(job):
        return tidy(build, job[0]) if job[0] in first or time.monotonic() < end else None

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (file, mark), outcome in zip(due, pool.map(run, due)):
            if outcome is None:
                left += 1
            elif outcome[0]:
                clean += 1
                mark.touch()
            else:
                bad += 1
                print(f"FAIL  clang-tidy {pathlib.Path(file).relative_to(ROOT)}\n{outcome[1]}", flush=True)
    print(f"clang-tidy ran on {len(due) - left} of {len(entries)} files; {left} are left for the next run")
    print(f"{clean} clean, {bad} with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
