"""The five-minute path of clients/README.md, as an author would go it, and the examples in Python and in the shell."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from api_guide import Shell, run_step, steps_of
from checks import check, expect, finish
from programme import ROOT, Server

GUIDE = ROOT / "clients/README.md"
BOTS = ROOT / "clients/bots"


def until(what, ask, seconds=30):
    """Asks again and again; what was hoped for, or an error that says what came instead."""
    deadline = time.monotonic() + seconds
    while True:
        found = ask()
        if found:
            return found
        expect(time.monotonic() < deadline, f"not within {seconds} s:", what)
        time.sleep(0.05)


class Author:
    """Whoever goes the path: their shell, and what they see in the sandbox."""

    def __init__(self, shell):
        self._shell = shell

    def messages(self):
        command = "call ConversationService/ListMessages \"$(jq '{channelId: .bot.channelIds[0]}' made.json)\""
        return [message["body"] for message in json.loads(self._shell.run(command))["messages"]]

    def post(self, body):
        self._shell.run(
            "call ConversationService/PostMessage \"$(jq --arg id $(head -c 16 /dev/urandom | base64) --arg body "
            + f"'{body}' '{{channelId: .bot.channelIds[0], clientMessageId: $id, $body, mentionedMemberIds: [.bot.botId]}}' made.json)\"")  # fmt: skip

    def sees(self, body):
        until(f"{body!r} among {self.messages()}", lambda: body in self.messages())


def the_bot_is_there(author, seconds_begun):
    author.sees("I am here. Mention me, or write /time.")
    print(f"      {time.monotonic() - seconds_begun:.0f} s from the first command to the first message")
    author.post("@Robin are you there?")
    author.sees("Hello Ana Ruiz.")


def hooks_post_once(author):
    posted = author.messages()
    expect(posted.count("The kettle is on.") == 1 and posted.count("It boils.") == 1, posted)


def python_example(author, shell, folder):
    environment = {**os.environ, **variables_of(shell), "OURPLACE_PLACE": str(folder / "python.place")}
    example = BOTS / "python/notice_board.py"
    subprocess.run([sys.executable, example, "post", "From Python."], check=True, env=environment)
    author.sees("From Python.")
    hears(author, [sys.executable, example, "listen"], environment, "Ana Ruiz: @Robin Python {}")


def shell_example(author, shell, folder):
    environment = {**os.environ, **variables_of(shell), "OURPLACE_PLACE": str(folder / "shell.place")}
    example = BOTS / "shell/notice_board.sh"
    subprocess.run([example, "post", "From the shell."], check=True, env=environment)
    author.sees("From the shell.")
    channel = shell.run("jq -r '.bot.channelIds[0]' made.json").strip()
    hears(author, [example, "listen", channel], environment, '"body":"@Robin shell {}"')


def hears(author, command, environment, shown):
    """It prints what is said, is killed, and prints what was said meanwhile when it is started again.

    `shown` is how a message is printed, which names the example: another's are in the same channel."""
    said = shown[shown.index("@") :].rstrip('"')
    for words in ("first", "second"):
        author.post(said.format(words))
        # What comes after it is only there once the place behind it is kept.
        author.post(said.format(f"after {words}"))
        with tempfile.NamedTemporaryFile("r") as log:
            with open(log.name, "w") as output:
                listening = subprocess.Popen(command, env=environment, stdout=output, start_new_session=True)
            try:
                until(words, lambda: shown.format(f"after {words}") in Path(log.name).read_text())
                if words == "second":
                    expect(shown.format("first") not in Path(log.name).read_text(), "it said the first again")
            finally:
                os.killpg(listening.pid, 9)
                listening.wait()


def variables_of(shell):
    names = ("OURPLACE_URL", "OURPLACE_TOKEN", "HOOK")
    found = dict(zip(names, shell.run(" ".join(["printf '%s\\n'", *(f'"${name}"' for name in names)])).split(), strict=True))
    return {"OURPLACE_URL": found["OURPLACE_URL"], "OURPLACE_TOKEN": found["OURPLACE_TOKEN"], "OURPLACE_HOOK": found["HOOK"]}


def main():
    steps = steps_of(GUIDE.read_text())
    with Server("--static", str(ROOT / "clients/web/dist")) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server.admin("create-programme", "--name", "Our Place")
        server.admin("create-place", "--name", "Somers Town")
        server.admin("create-hub", "--name", "Repair Circle", "--place", "Somers Town")
        person, passphrase = "Ana Ruiz", "a kettle and two cups"
        server.admin("create-member", "--name", person, "--hub", "Repair Circle", "--role", "organiser",
                     "--passphrase-stdin", typed=passphrase)  # fmt: skip
        shell = Shell(folder, {"OURPLACE_URL": server.url, "NAME": person, "PASSPHRASE": passphrase})
        author = Author(shell)
        begun = time.monotonic()
        for step in steps:
            first = step.command.strip().splitlines()[0]
            check(f"clients/README.md, line {step.line}: {first[:80]}", run_step, shell, step)
            if "node bot.js" in step.command:
                check("the bot of the guide is there, and answers", the_bot_is_there, author, begun)
            if "HOOK=" in step.command:
                check("what the webhook brought is there, once", hooks_post_once, author)
                check("the example in Python posts, and hears what it missed", python_example, author, shell, folder)
                check("the example in the shell posts, and hears what it missed", shell_example, author, shell, folder)
        shell.run("kill %1 || true")
        shell.close()
        check("the guide shows a bot", lambda: expect(len(steps) >= 4, f"{len(steps)} steps"))
    finish()


if __name__ == "__main__":
    main()
