// Steps that bring a store from one version to the next; each runs once, in a transaction, and is never edited after a
// release. Capabilities define theirs beside their tables; main lists them in order (one list, one version number).
#pragma once

#include <span>
#include <string_view>

namespace ourplace::store {

struct Migration {
    // For people: "accounts: members, sessions, tokens".
    std::string_view name;
    std::string_view sqlite;
    // Where PostgreSQL differs; empty: the same.
    std::string_view postgres = {};
};

}  // namespace ourplace::store
