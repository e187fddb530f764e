"""tests/run adds up what its suites say, and takes nothing that dies or stays silent for a success."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Runner(unittest.TestCase):
    def setUp(self):
        self.tree = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for folder in ("tests/suites", "deploy", "clients/node_modules"):
            (self.tree / folder).mkdir(parents=True)
        shutil.copy(ROOT / "tests/run", self.tree / "tests/run")
        shutil.copy(ROOT / "deploy/toolchain.sh", self.tree / "deploy/toolchain.sh")
        # Nothing to install: no packages listed, and the clients' are the locked ones.
        for empty in ("deploy/packages", "tests/packages", "clients/package-lock.json",
                      "clients/node_modules/.installed-lock.json"):
            (self.tree / empty).touch()

    def suite(self, name, body):
        path = self.tree / "tests/suites" / name
        path.write_text("#!/bin/sh\n" + body + "\n")
        path.chmod(0o755)

    def run_tests(self, *arguments):
        run = subprocess.run(["tests/run", *arguments], cwd=self.tree, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return run.returncode, (run.stdout.splitlines() or [""])[-1], run.stdout + run.stderr

    def test_adds_up(self):
        self.suite("10-one", "echo 3 passed, 0 failed")
        self.suite("20-two", "echo 4 passed, 0 failed")
        self.assertEqual(self.run_tests()[:2], (0, "7 passed, 0 failed"))

    def test_a_failed_test_fails_the_run_and_is_shown(self):
        self.suite("10-one", "echo 3 passed, 0 failed")
        self.suite("20-two", "echo the reason; echo 4 passed, 2 failed; exit 1")
        status, last, output = self.run_tests()
        self.assertEqual((status, last), (1, "7 passed, 2 failed"))
        self.assertIn("the reason", output)

    def test_a_suite_that_dies_is_a_failure(self):
        self.suite("10-one", "echo 3 passed, 0 failed")
        self.suite("20-two", "kill -9 $$")
        self.assertEqual(self.run_tests()[:2], (1, "3 passed, 1 failed"))

    def test_a_suite_that_says_nothing_is_a_failure(self):
        self.suite("10-one", "exit 0")
        self.assertEqual(self.run_tests()[:2], (1, "0 passed, 1 failed"))

    def test_good_words_with_a_bad_exit_are_a_failure(self):
        self.suite("10-one", "echo 3 passed, 0 failed; exit 5")
        self.assertEqual(self.run_tests()[:2], (1, "3 passed, 1 failed"))

    def test_no_test_at_all_is_a_failure(self):
        self.suite("10-one", "echo 0 passed, 0 failed")
        self.assertEqual(self.run_tests()[:2], (1, "0 passed, 0 failed"))

    def test_chooses_by_name_and_number(self):
        self.suite("10-one", "echo 3 passed, 0 failed")
        self.suite("20-two", "echo 4 passed, 0 failed")
        self.assertEqual(self.run_tests("two")[:2], (0, "4 passed, 0 failed"))
        self.assertEqual(self.run_tests("10")[:2], (0, "3 passed, 0 failed"))
        self.assertEqual(self.run_tests("one", "20-two")[:2], (0, "7 passed, 0 failed"))

    def test_an_unknown_suite_or_option_is_an_error(self):
        self.suite("10-one", "echo 3 passed, 0 failed")
        self.assertEqual(self.run_tests("three")[0], 1)
        self.assertEqual(self.run_tests("--fast")[0], 1)


if __name__ == "__main__":
    unittest.main()
