"""A real server over a data folder of its own, and people who use its API with the cookies of a browser."""

import http.cookiejar
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("TESTS_BINARY", str(ROOT / "build/dev/server/ourplace"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, *flags):
        self._flags = flags
        self._folder = tempfile.TemporaryDirectory()
        self.data = Path(self._folder.name) / "data"
        self.url = f"http://127.0.0.1:{free_port()}"

    def admin(self, *arguments, typed=""):
        command = [BINARY, "admin", "--data", self.data, "--public-url", self.url, "--json", *arguments]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, input=typed).stdout)

    def __enter__(self):
        self._log = open(Path(self._folder.name) / "server.log", "w+")
        command = [BINARY, "serve", "--data", self.data, "--port", self.url.rpartition(":")[2], *self._flags]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(self.url + "/readyz"):
                    return self
            except OSError:
                time.sleep(0.02)
        self._log.seek(0)
        raise RuntimeError("the server did not start: " + self._log.read()[-2000:])

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        self._log.close()
        self._folder.cleanup()


class Refused(Exception):
    """What the server answered instead, with its Connect code."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


class Browser:
    def __init__(self, url, cookies=None):
        self._url = url
        self._cookies = http.cookiejar.CookieJar() if cookies is None else cookies
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def at(self, url):
        """The same browser, asking another node."""
        return Browser(url, self._cookies)

    def open(self, path):
        return self._opener.open(self._url + path)

    def page(self, path="/"):
        with self.open(path) as answer:
            return answer.read().decode()

    def call(self, method, **fields):
        request = urllib.request.Request(
            f"{self._url}/ourplace.v1.{method}", json.dumps(fields).encode(), {"Content-Type": "application/json"})  # fmt: skip
        try:
            with self._opener.open(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            reason = json.load(error)
            raise Refused(reason["code"], reason["message"]) from None

    def sign_in_with(self, link):
        return self.call("AccountService/SignInWithLink", linkToken=link.partition("#")[2], deviceLabel="Test")["me"]
