"""Whether an answer is what a guide shows: "…" stands for anything, and what is not shown does not matter."""

import re

ANYTHING = "…"


def mismatch(shown, found, path="$"):
    """Why `found` is not what is shown, or None."""
    if shown == ANYTHING:
        return None
    if isinstance(shown, dict):
        if not isinstance(found, dict):
            return f"{path} is no object: {found!r}"
        for key, value in shown.items():
            if key not in found:
                return f"{path}.{key} is missing; there are: {', '.join(found)}"
            if why := mismatch(value, found[key], f"{path}.{key}"):
                return why
        return None
    if isinstance(shown, list):
        return _mismatch_in_list(shown, found, path)
    if isinstance(shown, str) and isinstance(found, str) and ANYTHING in shown:
        pattern = ".*".join(re.escape(part) for part in shown.split(ANYTHING))
        return None if re.fullmatch(pattern, found, re.DOTALL) else f"{path} is {found!r}, not {shown!r}"
    # 0 is not False.
    return None if type(shown) is type(found) and shown == found else f"{path} is {found!r}, not {shown!r}"


def _mismatch_in_list(shown, found, path):
    """As many as are shown; a last "…" stands for one or more."""
    if not isinstance(found, list):
        return f"{path} is no list: {found!r}"
    and_so_on = bool(shown) and shown[-1] == ANYTHING
    enough = len(found) >= len(shown) if and_so_on else len(found) == len(shown)
    if not enough:
        return f"{path} has {len(found)} entries, not {len(shown)}{' or more' if and_so_on else ''}"
    for index, value in enumerate(shown):
        if why := mismatch(value, found[index], f"{path}[{index}]"):
            return why
    return None
