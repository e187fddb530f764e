"""Named checks that are counted, for suites in Python; their last line is what tests/run reads."""

import sys
import traceback

passed = 0
failed = 0


def check(what, function, *arguments):
    """Counts one check: it holds if the function returns. True if it held."""
    global passed, failed
    try:
        function(*arguments)
    except Exception:  # whatever went wrong is what failed
        failed += 1
        print(f"FAIL  {what}")
        print("".join("      " + line + "\n" for line in traceback.format_exc().splitlines()[-25:]), end="", flush=True)
        return False
    passed += 1
    print(f"ok    {what}", flush=True)
    return True


def expect(holds, *found):
    """Like assert, but says what was found instead."""
    if not holds:
        raise AssertionError(" ".join(str(each) for each in found) or "does not hold")


def finish():
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(0 if failed == 0 and passed > 0 else 1)
