#!/usr/bin/env python3
"""A bot with nothing but Python's standard library: it posts by an incoming webhook and listens by server-sent events.

    OURPLACE_HOOK=https://hub.example.org/hooks/… python3 notice_board.py post "The hall is open."
    OURPLACE_URL=https://hub.example.org OURPLACE_TOKEN=op_… python3 notice_board.py listen

A post that is sent again because no answer came carries the same key, so it is posted once. Listening goes on where it
stopped: the id of the last event is kept in a file.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

PLACE = Path(os.environ.get("OURPLACE_PLACE", "notice_board.place"))
# The server says something at least every 25 seconds; a line that is silent for longer is dead.
SILENCE_SECONDS = 60


def wait(error, failures):
    """What the server asks for, or longer after each failure."""
    asked = error.headers.get("Retry-After") if isinstance(error, urllib.error.HTTPError) else None
    time.sleep(float(asked or min(30, 2**failures)))


def is_final(error):
    """Whether the same request would fail again."""
    return isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429


def explain(error):
    if isinstance(error, urllib.error.HTTPError):
        reply = error.read().decode(errors="replace")
        try:
            return f"{error.code}: {json.loads(reply)['message']}"
        except (ValueError, KeyError, TypeError):
            return f"{error.code}: this is no ourplace server"
    return str(getattr(error, "reason", error))


def post(text):
    request = urllib.request.Request(
        os.environ["OURPLACE_HOOK"],
        json.dumps({"text": text}).encode(),
        {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
    )
    for failures in range(6):
        try:
            with urllib.request.urlopen(request, timeout=30):
                return
        except OSError as error:
            if is_final(error) or failures == 5:
                sys.exit(f"not posted: {explain(error)}")
            wait(error, failures)


def call(method, **fields):
    request = urllib.request.Request(
        f"{os.environ['OURPLACE_URL']}/ourplace.v1.{method}",
        json.dumps(fields).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['OURPLACE_TOKEN']}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def events():
    """Each event since the last that was handled, as (kind, id, what it says)."""
    channels = [state["channel"]["channelId"] for state in call("ConversationService/GetOverview")["channels"]]
    query = urllib.parse.urlencode([("stream", f"c.{channel}") for channel in channels] + [("whole", "true")])
    headers = {"Authorization": f"Bearer {os.environ['OURPLACE_TOKEN']}"}
    if PLACE.exists():
        headers["Last-Event-ID"] = PLACE.read_text()
    request = urllib.request.Request(f"{os.environ['OURPLACE_URL']}/updates?{query}", headers=headers)
    with urllib.request.urlopen(request, timeout=SILENCE_SECONDS) as stream:
        event = {}
        for line in stream:
            field, _, value = line.decode().rstrip("\r\n").partition(": ")
            if field:
                event[field] = value
            elif event:
                yield event.get("event"), event.get("id"), json.loads(event.get("data") or "null")
                event = {}


def keep(place):
    """The old place stays until the new one is whole."""
    new = PLACE.with_suffix(".new")
    new.write_text(place)
    new.replace(PLACE)


def listen():
    failures = 0
    while True:
        try:
            for kind, place, told in events():
                failures = 0
                if kind == "update" and "messagePosted" in told:
                    message = told["messagePosted"]["message"]
                    print(f"{message['author']['name']}: {message['body']}", flush=True)
                # Only now: whoever is killed while handling an event gets it again.
                if place:
                    keep(place)
        except OSError as error:
            if is_final(error):
                sys.exit(explain(error))
            print(f"Trying again: {explain(error)}", file=sys.stderr)
            wait(error, failures)
            failures += 1


def main():
    match sys.argv[1:]:
        case ["post", text]:
            post(text)
        case ["listen"]:
            listen()
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main()
    except KeyError as missing:
        sys.exit(f"{missing.args[0]} must be set in the environment.\n\n{__doc__}")
    except KeyboardInterrupt:
        pass
