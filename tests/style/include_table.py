"""Holds every #include of server/ against the table "Rooms of the server": arrows point down only.

The table below is the architecture's. A line that is not in it needs a decision (server/decisions/), not an exception.
"""

import re

CAPABILITIES = "accounts hubs conversations announcements events asks stories safety bots insights".split()

# The composition and the command line may use all, and only main.cpp uses them.
COMPOSITION = ("", "cli")

# Who calls: a plain value that rpc hands to everybody above it, so whoever may use rpc may name it.
CALLER = "accounts/caller.hpp"

# Room -> what it may include beside itself: rooms, or single files of a room.
MAY_USE = {
    "gateway": f"rpc streams base {CALLER}",
    "rpc": f"base {CALLER}",
    "jobs": "store base",
    "streams": "store base",
    "store": "base",
    "base": "",
    **{capability: f"store streams rpc jobs base {CALLER}" for capability in CAPABILITIES},
}

# Libraries that belong to one room (prefix of the include -> rooms). main.cpp composes and is free.
ONLY_IN = {
    "boost/beast": "gateway",
    "sqlite3.h": "store",
    "libpq-fe.h": "store",
    "hiredis/": "streams",
    "libical/": "events",
    "libstemmer.h": "stories",
    "ourplace/v1/": "gateway rpc streams " + " ".join(CAPABILITIES),
}

# Rules are pure functions: the standard library without I/O or threads, base, and other rules.
RULES_MUST_NOT = re.compile(
    r"boost/asio|boost/beast|google/protobuf|ourplace/v1/|spdlog/|sqlite3|openssl/|sys/|unistd\.h"
    r"|^(fstream|iostream|istream|ostream|filesystem|thread|mutex|future|condition_variable|cstdio|random)$"
    r"|base/(log|metrics|task|task_group)\.hpp|_tables\.hpp|_service\.hpp|^(store|streams|rpc|jobs|gateway)/"
)

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
SHARED_BY_CAPABILITIES = re.compile(r"_(tables|rules)\.hpp$")
RULES_FILE = re.compile(r"_rules\.(hpp|cpp)$")


def includes_of(text):
    return INCLUDE.findall(text)


def room_of(path):
    """The room of a file below server/, "" for main.cpp."""
    return path.split("/")[0] if "/" in path else ""


def why_forbidden(path, target):
    """Why `path` (below server/) may not include `target`, or None."""
    room = room_of(path)
    if room in ("", "cli"):  # The composition.
        return None
    if room not in MAY_USE:
        return f"the folder {room}/ is not in the table"
    for prefix, rooms in ONLY_IN.items():
        if target.startswith(prefix) and room not in rooms.split():
            return f"{prefix} belongs to {rooms.split()[0]}/"
    if RULES_FILE.search(path) and RULES_MUST_NOT.search(target):
        return "rules are pure: no I/O, no Asio, no protobuf"
    other = room_of(target)
    if other in COMPOSITION[1:]:
        return f"only main.cpp uses {other}/"
    if other == room or other not in MAY_USE:
        return None
    if other in MAY_USE[room].split() or target in MAY_USE[room].split():
        return None
    if other == "insights":
        return "insights/ looks at all, and nothing depends on how it does"
    if room in CAPABILITIES and other in CAPABILITIES:
        if SHARED_BY_CAPABILITIES.search(target):
            return None
        return "of another capability only *_tables.hpp and *_rules.hpp"
    return f"{room}/ may use: {MAY_USE[room] or 'no other room'}"


def cycle_in(arrows):
    """One cycle among rooms as a list, or None. `arrows` maps a room to the rooms it includes."""
    done = set()

    def walk(room, path):
        if room in path:
            return path[path.index(room):] + [room]
        if room in done:
            return None
        for other in sorted(arrows.get(room, ())):
            if found := walk(other, path + [room]):
                return found
        done.add(room)
        return None

    for room in sorted(arrows):
        if found := walk(room, []):
            return found
    return None


def problems(files):
    """Everything wrong in {path below server/: text}."""
    found, arrows = [], {}
    for path, text in sorted(files.items()):
        for target in includes_of(text):
            if why := why_forbidden(path, target):
                found.append(f"server/{path} includes {target}: {why}")
            room, other = room_of(path), room_of(target)
            if room in CAPABILITIES and other in CAPABILITIES and other != room and target != CALLER:
                arrows.setdefault(room, set()).add(other)
    if cycle := cycle_in(arrows):
        found.append("capabilities include each other in a circle: " + " -> ".join(cycle))
    return found
