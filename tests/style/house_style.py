"""What STYLE asks for and no linter checks: sizes, names, words, and what must never be committed."""

import re

MAX_LINES = 450
CODE = re.compile(r"\.(cpp|hpp|ts|tsx|mjs|css|proto|py|sh)$")
GENERATED = re.compile(r"(^|/)(package-lock\.json|LICENSE)$")

TOP_LEVEL = set(
    "CMakeLists.txt CMakePresets.json README.md LICENSE CHANGELOG.md CONTRIBUTING.md SECURITY.md"
    " server proto clients deploy tests".split()
)

# "common" may still say something about a noun (common_passphrases).
EMPTY_NAMES = re.compile(r"(^|[/_.-])(utils?|helpers?|managers?|misc)([/_.-]|$)|(^|[/_.-])common([/.]|$)", re.IGNORECASE)

# Each pattern is written so that this file does not match itself.
FORBIDDEN = {
    "unfinished work": (re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b"), CODE),
    "a test that may not run": (
        re.compile(r"GTEST_SK" r"IP|\bDISA" r"BLED_|\b(it|test|describe)\.(skip|only|fixme|todo)\b"),
        re.compile(r"\.(cpp|hpp|ts|tsx|mjs)$"),
    ),
    "a path of one machine": (re.compile(r"(?<![\w.$}*])/(wo" r"rk|ro" r"ot|ho" r"me/[a-z]+)/"), re.compile(r"")),
    "a registry's address": (re.compile(r'"resol' r'ved": "http|registry\.np' r'mjs\.org'), re.compile(r"")),
    "a banner": (re.compile(r"^\s*(//|#|/\*)\s*[-=*#]{5,}", re.MULTILINE), CODE),
    "a word the product does not use (Thread or Theme)": (
        re.compile(r"\btopics?\b", re.IGNORECASE),
        re.compile(r"^(server|proto|clients)/.*\.(cpp|hpp|proto|ts|tsx)$"),
    ),
    "a space at the end of a line": (re.compile(r"[ \t]+$", re.MULTILINE), CODE),
}


def problems_of_name(path):
    found = []
    top = path.split("/")[0]
    if top not in TOP_LEVEL and not top.startswith("."):
        found.append(f"{path}: not one of the agreed entries of the top level")
    if EMPTY_NAMES.search(path):
        found.append(f"{path}: a name that says nothing about its subject")
    return found


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def problems_of_text(path, text):
    if GENERATED.search(path):
        return [f"{path}: {what}" for what, (pattern, _) in FORBIDDEN.items() if "registry" in what and pattern.search(text)]
    found = []
    for what, (pattern, applies_to) in FORBIDDEN.items():
        if applies_to.search(path) and (match := pattern.search(text)):
            found.append(f"{path}:{line_of(text, match.start())}: {what}")
    if CODE.search(path):
        lines = text.count("\n")
        if lines > MAX_LINES:
            found.append(f"{path}: {lines} lines, so it has two subjects: split it")
        if text and not text.endswith("\n"):
            found.append(f"{path}: no newline at the end")
    if path.endswith(".hpp"):
        if "#pragma once" not in text:
            found.append(f"{path}: no #pragma once")
        if not re.search(r"^\s*//", text, re.MULTILINE):
            found.append(f"{path}: nothing says what it is for")
    return found


def problems(files):
    """Everything wrong in {path: text}, text being None for a binary file."""
    found = []
    for path, text in sorted(files.items()):
        found += problems_of_name(path)
        if text is not None:
            found += problems_of_text(path, text)
    return found
