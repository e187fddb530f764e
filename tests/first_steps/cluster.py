"""deploy/cluster-demo as an operator tries it: three nodes, and parts of it switched off."""

import base64
import json
import os
import queue
import re
import signal
import socket
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from checks import check, expect, finish
from programme import ROOT, Browser
from terminal import InTerminal

COMMAND = str(ROOT / "deploy/cluster-demo")
RUNNING = "Ctrl-C stops everything."
PART = re.compile(r"^  ([\w-]+) +(\d+)\r?$", re.MULTILINE)


def port_with_five_free_after_it():
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = probe.getsockname()[1]
        if first < 65000 and all(is_free(port) for port in range(first, first + 6)):
            return first


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def within(seconds, holds, *found):
    deadline = time.monotonic() + seconds
    while not holds():
        expect(time.monotonic() < deadline, *found, f"not within {seconds} s")
        time.sleep(0.02)


class Following:
    """What arrives of a channel at one node, as server-sent events."""

    def __init__(self, browser, channel):
        self._events = queue.Queue()
        self._answer = browser.open(f"/updates?stream=c.{channel}")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for line in self._answer:
                if line.startswith(b"data: ") and b"messagePosted" in line:
                    self._events.put(json.loads(line[6:])["messagePosted"]["message"]["body"])
        except (OSError, ValueError):
            return

    def hears(self, body, seconds):
        """What was said before comes first."""
        deadline = time.monotonic() + seconds
        while (said := self._events.get(timeout=max(0, deadline - time.monotonic()))) != body:
            expect(time.monotonic() < deadline, said)


def channel_of(browser, name):
    states = browser.call("ConversationService/GetOverview")["channels"]
    return next(state["channel"]["channelId"] for state in states if state["channel"]["name"] == name)


def post(browser, channel, body):
    browser.call("ConversationService/PostMessage", channelId=channel, body=body,
                 clientMessageId=base64.b64encode(os.urandom(16)).decode())  # fmt: skip


def newest(browser, channel):
    return browser.call("ConversationService/ListMessages", channelId=channel, pageSize=1)["messages"][0]["body"]


def metric(url, name):
    with urllib.request.urlopen(url + "/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if re.match(name + r"[ {]", line))


def hears(following, writer, channel, body, seconds):
    post(writer, channel, body)
    following.hears(body, seconds)


def goes_on_through_the_front(browser, channel, writes):
    for number in range(writes):
        post(browser, channel, f"through the front {number}")
    expect(newest(browser, channel) == f"through the front {writes - 1}")


def says_that_it_ended(running, name):
    running.press(b"", until=f"{name} has ended.")


def everything_stops(running, parts, port):
    status = running.press_ctrl_c()
    expect(status == 0, f"status {status}; it showed:\n{running.shown[-2000:]}")
    within(5, lambda: not any(Path(f"/proc/{pid}").exists() for _, pid in parts), "some part still runs")
    expect(all(is_free(each) for each in range(port, port + 6)), "something still listens")


def one_programme(folder):
    port = port_with_five_free_after_it()
    front, first, second, third = (f"http://localhost:{each}" for each in range(port, port + 4))
    arguments = ("--port", str(port), "--data", str(folder / "cluster"))
    with InTerminal(COMMAND, *arguments, until=RUNNING) as running:
        parts = PART.findall(running.shown)
        pid = {name: int(number) for name, number in parts}
        check("six parts are named", lambda: expect(len(parts) == 6, running.shown))
        links = {role: link for role, _, link in running.links}
        writer, reader = Browser(front), Browser(front)
        check("the links sign in through the front", lambda: [
            writer.sign_in_with(links["champion"]), reader.sign_in_with(links["member"])])  # fmt: skip
        channel = channel_of(writer, "Next door")
        following = Following(reader.at(second), channel)
        check("what is written on one node arrives on another", hears, following, writer.at(first), channel, "From the first.", 5)
        check("it came through Redis", lambda: expect(metric(second, "ourplace_bus_heard_total") > 0))
        check("nothing had to be repaired", lambda: expect(metric(second, "ourplace_bus_updates_repaired_total") == 0))

        os.kill(pid["redis"], signal.SIGKILL)
        check("Redis ending is told", says_that_it_ended, running, "redis")
        check("without Redis it arrives as well", hears, following, writer.at(first), channel, "Without Redis.", 5)
        check("it was repaired from the log", lambda: expect(metric(second, "ourplace_bus_updates_repaired_total") > 0))

        os.kill(pid[f"node-{port + 3}"], signal.SIGKILL)
        check("a node ending is told", says_that_it_ended, running, f"node-{port + 3}")
        check("people notice nothing of a node that has gone", goes_on_through_the_front, writer, channel, 30)
        check("Ctrl-C stops everything", everything_stops, running, parts, port)
    with InTerminal(COMMAND, *arguments, until=RUNNING) as again:
        check("the second start keeps what was written", lambda: expect(newest(reader, channel) == "through the front 29"))
        check("Ctrl-C stops the second as well", everything_stops, again, PART.findall(again.shown), port)


def main():
    # Readable by the database's own user.
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        check("three nodes, and parts of them switched off", one_programme, Path(name))
    finish()


if __name__ == "__main__":
    main()
