"""What bots do: posting through a webhook, and reminding ten thousand people at once; and many who ask for help at once."""

import base64
import concurrent.futures
import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
LONDON = ZoneInfo("Europe/London")
MINUTES_BEFORE = 120  # The shortest of those that people have who have chosen nothing.

lines = threading.local()


def call(port, token, method, request):
    """One method, over a connection that each thread keeps."""
    if getattr(lines, "port", None) != port:
        lines.port, lines.connection = port, http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    lines.connection.request("POST", f"/ourplace.v1.{method}", json.dumps(request),
                             {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})  # fmt: skip
    answer = lines.connection.getresponse()
    body = json.loads(answer.read())
    if answer.status != 200:
        sys.exit(f"tests/bench: {method}: {body['message']}")
    return body


def read_programme(file):
    """What bench_seed wrote: the lines by their first word."""
    told = {}
    for line in file.read_text().splitlines():
        kind, *words = line.split()
        told.setdefault(kind, []).append(words)
    return told


def make_bot(port, told, scopes):
    return call(port, told["session"][0][0], "BotService/CreateBot", {
        "hubId": told["hub"][0][0], "name": "Bench bot", "purpose": "Is measured.", "scopes": scopes,
        "channelIds": [told["channel"][0][0]]})  # fmt: skip


def hook_posts(port, told, folder, connections, seconds, command):
    """Posts acknowledged each second through an incoming webhook."""
    bot = make_bot(port, told, ["BOT_SCOPE_POST"]) if "bot" not in told else told["bot"]
    told["bot"] = bot
    hook = call(port, told["session"][0][0], "BotService/CreateIncomingHook", {
        "botId": bot["bot"]["botId"], "channelId": told["channel"][0][0], "label": f"{connections} at once"})  # fmt: skip
    path = "/hooks/" + hook["url"].rpartition("/hooks/")[2]
    script = folder / "hook.lua"
    script.write_text('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                      + f"wrk.body = '{json.dumps({'text': 'x' * 200})}'\n")
    said = subprocess.run([*command, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script),
                           f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout  # fmt: skip
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"tests/bench: posts through a hook failed:\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


class ReminderBot:
    """clients/bots/reminder as its users run it."""

    def __init__(self, port, token, folder, command):
        self.log = folder / "reminder.log"
        environment = {**os.environ, "OURPLACE_URL": f"http://127.0.0.1:{port}", "OURPLACE_TOKEN": token,
                       "OURPLACE_FOLDER": str(folder / "reminder")}  # fmt: skip
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([*command, "node", str(ROOT / "clients/bots/reminder/reminder.js")],
                                            env=environment, stdout=log, stderr=log)  # fmt: skip
        deadline = time.monotonic() + 30
        while "is connected" not in self.log.read_text():
            if time.monotonic() > deadline or self.process.poll() is not None:
                sys.exit("tests/bench: the reminder bot did not start:\n" + self.log.read_text()[-2000:])
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def reminded(data, bot_id):
    """How many reminders there are, and in how many conversations."""
    with sqlite3.connect(f"file:{data}?mode=ro", uri=True) as store:
        return store.execute("SELECT count(*), count(DISTINCT channel_id) FROM message WHERE author_id = ?", (bot_id,)).fetchone()


def remind(port, told, folder, data, command):
    """Everybody comes to one event, and is reminded of it at the same moment. Seconds from then until the last has it."""
    session, tokens = told["session"][0][0], [token for _, token in told["person"]]
    bot = make_bot(port, told, ["BOT_SCOPE_POST", "BOT_SCOPE_REMIND"])
    # Answering takes a while for so many; the reminders are due on a whole minute after it.
    due = datetime.now(LONDON) + timedelta(seconds=20 + len(tokens) / 100)
    due = due.replace(second=0, microsecond=0) + timedelta(minutes=1)
    start = due + timedelta(minutes=MINUTES_BEFORE)
    wall = "%Y-%m-%dT%H:%M"
    event = call(port, session, "EventService/CreateEvent", {"hubId": told["hub"][0][0], "details": {
        "title": {"en": "Bench", "cy": "Mainc"}, "start": start.strftime(wall),
        "end": (start + timedelta(hours=1)).strftime(wall)}})  # fmt: skip
    answer = {"occurrenceId": event["next"]["occurrenceId"], "answer": "ANSWER_GOING"}
    with concurrent.futures.ThreadPoolExecutor(8) as callers:
        list(callers.map(lambda token: call(port, token, "EventService/AnswerEvent", answer), tokens))
    if datetime.now(LONDON) > due:
        sys.exit("tests/bench: people answered for so long that the reminders were due before")
    running = ReminderBot(port, bot["token"], folder, command)
    try:
        deadline = due + timedelta(seconds=300)
        half = None
        while (count := reminded(data, bot["bot"]["botId"]))[1] < len(tokens):
            if datetime.now(LONDON) > deadline:
                sys.exit(f"tests/bench: after 300 s {count[1]} of {len(tokens)} were reminded")
            if half is None and count[1] * 2 >= len(tokens):
                half = (datetime.now(LONDON) - due).total_seconds()
            time.sleep(0.1)
        last = (datetime.now(LONDON) - due).total_seconds()
    finally:
        running.stop()
    count, people = reminded(data, bot["bot"]["botId"])
    if count != people:
        sys.exit(f"tests/bench: {count} reminders for {people} people")
    return {"seconds_to_half": half or last, "seconds_to_last": last}


def ask(port, told, askers, count, data):
    """So many Asks as fast as eight callers can: seconds until all are open, and until three Champions have each."""
    hub, tokens = told["hub"][0][0], [token for _, token in told["person"][:askers]]
    themes = ["planning", "assets", "housing", "youth", "health"]

    def open_ask(number):
        call(port, tokens[number % askers], "AskService/OpenAsk", {
            "hubId": hub, "clientAskId": base64.b64encode(os.urandom(16)).decode(), "theme": themes[number % len(themes)],
            "text": f"Number {number}: the roof of our hall leaks, and nobody answers the telephone."})  # fmt: skip

    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(8) as callers:
        list(callers.map(open_ask, range(count)))
    opened = time.monotonic() - began
    offered = "SELECT count(*) FROM (SELECT ask_id FROM ask_match GROUP BY ask_id HAVING count(*) >= 3)"
    deadline = time.monotonic() + 120
    with sqlite3.connect(f"file:{data}?mode=ro", uri=True) as store:
        while (so_far := store.execute(offered).fetchone()[0]) < count:
            if time.monotonic() > deadline:
                sys.exit(f"tests/bench: after 120 s {so_far} of {count} Asks were offered")
            time.sleep(0.05)
    return {"seconds_to_opened": opened, "seconds_to_offered": time.monotonic() - began}
