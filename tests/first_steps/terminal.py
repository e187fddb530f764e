"""A command that somebody runs in a terminal and ends with Ctrl-C."""

import os
import pty
import re
import select
import signal
import time

from checks import expect

LINK = re.compile(r"^  (\w+) +(\S.*?) +(http://localhost:\d+/\S+#\S+)\r?$", re.MULTILINE)


class InTerminal:
    """One run in a terminal of its own, ready once it prints `until`; `shown` is all that it has printed."""

    def __init__(self, *command, until):
        self.shown = ""
        self._until = until
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.execvp(command[0], command)

    def __enter__(self):
        # A first build takes minutes.
        self._read_until(lambda: self._until in self.shown, seconds=1500)
        return self

    def __exit__(self, *_):
        if self._process:
            self.press_ctrl_c()

    def _read_until(self, done, seconds):
        deadline = time.monotonic() + seconds
        while not done():
            ready, _, _ = select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))
            expect(ready, "nothing more for long; it showed:\n" + self.shown[-2000:])
            try:
                self.shown += os.read(self._terminal, 65536).decode(errors="replace")
            except OSError:  # the terminal was closed: it has ended
                raise AssertionError("it ended; it showed:\n" + self.shown[-2000:]) from None

    def press(self, keys, until=""):
        os.write(self._terminal, keys)
        self._read_until(lambda: until in self.shown, seconds=60)

    def press_ctrl_c(self):
        """Its exit status."""
        os.write(self._terminal, b"\x03")
        try:
            self._read_until(lambda: False, seconds=60)
        except AssertionError:
            pass
        ended, status = os.waitpid(self._process, os.WNOHANG)
        if not ended:
            os.kill(self._process, signal.SIGTERM)
            _, status = os.waitpid(self._process, 0)
        self._process = None
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)

    @property
    def links(self):
        """Role, name and address, as printed."""
        return LINK.findall(self.shown)
