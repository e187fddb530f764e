"""Runs the commands of proto/README.md in order against a real server and compares what they print with what it shows."""

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from checks import check, expect, finish
from matching import mismatch
from programme import Server

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "proto/README.md"
BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "\x1eend\n"


@dataclass
class Step:
    line: int
    command: str
    answer: str | None


def steps_of(text):
    """Each `sh` block, with the `json` block that follows it, if any."""
    steps = []
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start(2)) + 1
        if block[1] == "sh":
            steps.append(Step(line, block[2], None))
        elif not steps or steps[-1].answer is not None:
            raise ValueError(f"line {line - 1}: an answer without a command above it")
        else:
            steps[-1].answer = block[2]
    return steps


class Shell:
    """One Bash for all steps, since later ones use the variables of earlier ones."""

    def __init__(self, folder, variables):
        # What curl complains about is shown in the log, and is no answer.
        self._bash = subprocess.Popen(
            ["bash", "-eo", "pipefail"], cwd=folder, env={**os.environ, **variables}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip

    def run(self, command):
        """What the command prints; a command that fails ends the shell and raises."""
        try:
            self._bash.stdin.write(f"{command}\nprintf '{END.encode('unicode_escape').decode()}'\n")
            self._bash.stdin.flush()
        except BrokenPipeError:
            raise AssertionError("a command above failed, so this one was not run") from None
        printed = ""
        while not printed.endswith(END):
            line = self._bash.stdout.readline()
            expect(line, "the command failed and printed:\n" + printed)
            printed += line
        return printed.removesuffix(END)

    def close(self):
        self._bash.stdin.close()
        self._bash.wait()


def run_step(shell, step):
    printed = shell.run(step.command)
    if step.answer is None:
        return
    why = mismatch(json.loads(step.answer), json.loads(printed))
    expect(why is None, why, "\nin", printed)


def main():
    steps = steps_of(GUIDE.read_text())
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        server.admin("create-programme", "--name", "Our Place")
        server.admin("create-place", "--name", "Somers Town")
        server.admin("create-hub", "--name", "Repair Circle", "--place", "Somers Town")
        server.admin("create-channel", "--hub", "Repair Circle", "--name", "Café")
        name, passphrase = "Ana Ruiz", "a kettle and two cups"
        server.admin("create-member", "--name", name, "--hub", "Repair Circle", "--role", "organiser",
                     "--passphrase-stdin", typed=passphrase)  # fmt: skip
        shell = Shell(folder, {"OURPLACE": server.url, "NAME": name, "PASSPHRASE": passphrase})
        for step in steps:
            first = step.command.strip().splitlines()[0]
            check(f"proto/README.md, line {step.line}: {first[:80]}", run_step, shell, step)
        shell.close()
        check("the guide shows commands", lambda: expect(len(steps) >= 8, f"{len(steps)} steps"))
    finish()


if __name__ == "__main__":
    main()
