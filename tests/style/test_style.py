"""The rules of include_table and house_style on this tree, and on planted violations that they must find."""

import pathlib
import subprocess
import unittest

import house_style
import include_table

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tree():
    """{path: text} of every file that is, or could be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    files = {}
    for path in filter(None, listed.split("\0")):
        if not (ROOT / path).is_file():
            continue
        data = (ROOT / path).read_bytes()
        files[path] = None if b"\0" in data else data.decode(errors="replace")
    return files


class ThisTree(unittest.TestCase):
    def test_keeps_the_include_table(self):
        server = {
            path.removeprefix("server/"): text
            for path, text in tree().items()
            if path.startswith("server/") and path.endswith((".cpp", ".hpp"))
        }
        self.assertGreater(len(server), 0)
        found = include_table.problems(server)
        self.assertFalse(found, "\n" + "\n".join(found))

    def test_keeps_the_house_style(self):
        found = house_style.problems(tree())
        self.assertFalse(found, "\n" + "\n".join(found))


class PlantedIncludes(unittest.TestCase):
    def assert_found(self, path, include, reason):
        found = include_table.problems({path: f"#pragma once\n#include {include}\n"})
        self.assertEqual(len(found), 1, found)
        self.assertIn(reason, found[0])

    def assert_allowed(self, path, include):
        self.assertEqual(include_table.problems({path: f"#include {include}\n"}), [])

    def test_an_arrow_upwards(self):
        self.assert_found("base/clock.cpp", '"store/database.hpp"', "no other room")
        self.assert_found("store/sqlite.cpp", '"streams/bus.hpp"', "store/ may use")
        self.assert_found("gateway/connection.cpp", '"hubs/hub_service.hpp"', "gateway/ may use")
        self.assert_found("gateway/connection.cpp", '"store/database.hpp"', "gateway/ may use")

    def test_rpc_sees_the_caller_and_nothing_else_of_accounts(self):
        self.assert_allowed("rpc/context.hpp", '"accounts/caller.hpp"')
        self.assert_found("rpc/context.hpp", '"accounts/account_tables.hpp"', "rpc/ may use")
        self.assert_found("gateway/connection.hpp", '"accounts/account_tables.hpp"', "gateway/ may use")
        self.assert_allowed("gateway/connection.hpp", '"accounts/caller.hpp"')
        self.assert_allowed("hubs/membership_tables.hpp", '"accounts/caller.hpp"')

    def test_capabilities_share_tables_and_rules_only(self):
        self.assert_allowed("conversations/conversation_service.cpp", '"hubs/hub_tables.hpp"')
        self.assert_allowed("conversations/message_rules.cpp", '"hubs/role_rules.hpp"')
        self.assert_found("conversations/conversation_service.cpp", '"hubs/hub_service.hpp"', "only *_tables.hpp")

    def test_a_circle_of_capabilities(self):
        found = include_table.problems({
            "hubs/hub_tables.cpp": '#include "accounts/account_tables.hpp"\n',
            "accounts/account_tables.cpp": '#include "hubs/hub_tables.hpp"\n',
        })
        self.assertEqual(found, ["capabilities include each other in a circle: accounts -> hubs -> accounts"])

    def test_a_library_in_the_wrong_room(self):
        self.assert_allowed("gateway/connection.cpp", "<boost/beast/websocket.hpp>")
        self.assert_found("streams/shard.cpp", "<boost/beast/core.hpp>", "belongs to gateway/")
        self.assert_found("accounts/account_tables.cpp", "<sqlite3.h>", "belongs to store/")
        self.assert_found("store/database.hpp", '"ourplace/v1/wire.pb.h"', "belongs to")

    def test_a_rule_with_io(self):
        for include in ("<boost/asio/awaitable.hpp>", '"ourplace/v1/hubs.pb.h"', "<fstream>", '"store/transaction.hpp"',
                        '"hubs/hub_tables.hpp"'):
            self.assert_found("hubs/hub_rules.hpp", include, "rules are pure")
        self.assert_allowed("hubs/hub_rules.hpp", '"base/result.hpp"')

    def test_a_folder_that_the_table_does_not_have(self):
        self.assert_found("plugins/plugin.cpp", "<vector>", "not in the table")

    def test_the_composition_may_use_all(self):
        self.assert_allowed("main.cpp", '"store/sqlite.hpp"')
        self.assert_allowed("main.cpp", '"cli/serve.hpp"')
        self.assert_allowed("cli/admin.cpp", '"accounts/accounts_tables.hpp"')
        self.assert_found("accounts/accounts_service.cpp", '"cli/admin.hpp"', "only main.cpp uses cli/")


class PlantedStyle(unittest.TestCase):
    def assert_found(self, path, text, reason):
        found = house_style.problems({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(reason, found[0])

    def test_names_without_a_subject(self):
        self.assert_found("server/base/string_utils.cpp", "// Text.\n", "says nothing")
        self.assert_found("clients/web/common/a.ts", "// Text.\n", "says nothing")
        self.assert_found("server/hubs/hub_common.cpp", "// Text.\n", "says nothing")
        for named in ("server/base/community.cpp", "server/accounts/common_passphrases.cpp"):
            self.assertEqual(house_style.problems({named: "// Text.\n"}), [])

    def test_a_stray_file_at_the_top(self):
        self.assert_found("notes.txt", "hello\n", "agreed entries")

    def test_unfinished_work(self):
        self.assert_found("server/base/clock.cpp", "int a;  // TO" "DO later\n", "clock.cpp:1: unfinished")

    def test_a_skipped_test(self):
        self.assert_found("tests/unit/base/clock_test.cpp", "GTEST_SK" "IP();\n", "may not run")
        self.assert_found("clients/sdk/src/session.test.ts", "it.sk" "ip('x', f);\n", "may not run")

    def test_a_path_of_one_machine(self):
        self.assert_found("deploy/README.md", "see /wo" "rk/main/x\n", "path of one machine")
        self.assertEqual(house_style.problems({"deploy/README.md": "see $HOME/work/x and server/home/a/\n"}), [])

    def test_a_registry_in_the_lock_file(self):
        self.assert_found("clients/package-lock.json", '"resol' 'ved": "http://r/x.tgz"\n', "registry")

    def test_a_file_with_two_subjects(self):
        self.assert_found("server/base/clock.cpp", "int a;\n" * 500, "split it")

    def test_a_header_without_guard_or_purpose(self):
        self.assert_found("server/base/clock.hpp", "// Time.\n", "#pragma once")
        self.assert_found("server/base/clock.hpp", "#pragma once\nint a;\n", "what it is for")

    def test_a_banner(self):
        self.assert_found("server/base/clock.cpp", "// ---------- Private ----\n", "a banner")


if __name__ == "__main__":
    unittest.main()
