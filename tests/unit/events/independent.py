"""The calendar, read by other people's code: Debian's python3-dateutil, python3-icalendar and Python's zoneinfo.

Reads one question as JSON from standard input and answers as JSON on standard output:
  {"rules": [{"rule", "start", "zone", "until"}]}  ->  [[UTC seconds of each occurrence before `until`]]
  {"walls": [{"at", "zone"}]}                      ->  [UTC seconds]
  {"calendar": text, "until": UTC seconds}         ->  [{uid, sequence, status, summary, start, end}] of every occurrence
"""

import datetime
import json
import sys
import zoneinfo

import icalendar
from dateutil import rrule

UTC = datetime.timezone.utc


def seconds(wall, zone):
    # fold=0: before a gap, and the first of two; as RFC 5545 has it.
    return int(wall.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=0).timestamp())


def occurrences(rule, start, zone, until):
    # UNTIL is a day of the wall.
    parts = [part + "T235959" if part.startswith("UNTIL=") and len(part) == 14 else part for part in rule.split(";")]
    found = []
    for wall in rrule.rrulestr(";".join(parts), dtstart=start):
        at = seconds(wall, zone)
        if at >= until:
            break
        found.append(at)
    return found


def zone_of(time):
    # icalendar makes zones of pytz or dateutil of a TZID; its name is what counts here.
    return time.params.get("TZID", "UTC")


def naive(time):
    return time.dt.replace(tzinfo=None)


def until_as_wall(recur, zone):
    """UNTIL of a feed is in UTC: the same moment on the wall."""
    recur = icalendar.vRecur(recur)
    if "UNTIL" in recur:
        until = recur["UNTIL"][0]
        assert until.tzinfo is not None, "UNTIL must be in UTC where DTSTART has a zone (RFC 5545, 3.3.10)"
        recur["UNTIL"] = [until.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)]
    return recur.to_ical().decode()


def dates_of(event, name):
    found = event.get(name, [])
    lists = found if isinstance(found, list) else [found]
    return {naive(time) for one in lists for time in one.dts}


def read(text, until):
    calendar = icalendar.Calendar.from_ical(text)
    zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
    masters = {}
    overrides = {}
    for event in calendar.walk("VEVENT"):
        for needed in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS"):
            assert needed in event, needed
        if "RECURRENCE-ID" in event:
            overrides[(str(event["UID"]), naive(event["RECURRENCE-ID"]))] = event
        else:
            assert str(event["UID"]) not in masters, "two events of one UID"
            masters[str(event["UID"])] = event
    found = []

    def add(event, start, end, zone):
        if zone != "UTC":
            # The VTIMEZONE that comes with it says the same as the tz database.
            ours = zones[zone].localize(start, is_dst=True) if hasattr(zones[zone], "localize") else None
            exact = datetime.datetime.fromtimestamp(seconds(start, zone), zoneinfo.ZoneInfo(zone))
            if ours is not None and exact.replace(tzinfo=None) == start:
                assert ours.utcoffset() == exact.utcoffset(), (zone, start, ours.utcoffset(), exact.utcoffset())
        found.append({
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
            "summary": str(event["SUMMARY"]),
            "start": start,
            "end": end,
        })
        found[-1]["start"] = seconds(start, zone)
        found[-1]["end"] = end

    for uid, event in masters.items():
        zone = zone_of(event["DTSTART"])
        start, end = naive(event["DTSTART"]), naive(event["DTEND"])
        lasts = seconds(end, zone) - seconds(start, zone)
        starts = [start]
        if "RRULE" in event:
            rule = until_as_wall(event["RRULE"], zone)
            excluded = dates_of(event, "EXDATE")
            starts = []
            for wall in rrule.rrulestr(rule, dtstart=start):
                if seconds(wall, zone) >= until:
                    break
                if wall not in excluded:
                    starts.append(wall)
        for wall in starts:
            other = overrides.pop((uid, wall), None)
            if other is None:
                add(event, wall, seconds(wall, zone) + lasts, zone)
            else:
                its_zone = zone_of(other["DTSTART"])
                add(other, naive(other["DTSTART"]), seconds(naive(other["DTEND"]), its_zone), its_zone)
    assert not [key for key in overrides if seconds(key[1], "UTC") < until - 172800], "an override of no occurrence"
    return sorted(found, key=lambda one: (one["start"], one["uid"]))


def main():
    question = json.load(sys.stdin)
    if "rules" in question:
        answer = [
            occurrences(one["rule"], datetime.datetime.fromisoformat(one["start"]), one["zone"], one["until"])
            for one in question["rules"]
        ]
    elif "walls" in question:
        answer = [seconds(datetime.datetime.fromisoformat(one["at"]), one["zone"]) for one in question["walls"]]
    else:
        answer = read(question["calendar"], question["until"])
    json.dump(answer, sys.stdout)


main()
