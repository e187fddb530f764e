// Work that falls due at a time, as rows: kept over restarts, and one for each kind and key. Store threads only.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::jobs {

[[nodiscard]] std::span<const store::Migration> migrations();

struct Job {
    // What is to be done, and for what: "tidy", "".
    std::string kind;
    std::string key;
    Timestamp due_at_us = 0;
    // Times in a row that it could not be done.
    unsigned failures = 0;
};

// One that is there already stays as it is.
void schedule(store::Transaction& tx, const Job& job);

// One that is there already becomes due at this time if that is earlier.
void bring_forward(store::Transaction& tx, const Job& job);

// One that is there already becomes due at this time instead.
void plan(store::Transaction& tx, const Job& job);
[[nodiscard]] std::optional<Timestamp> due_at(store::Transaction& tx, std::string_view kind, std::string_view key);

// The longest due first.
[[nodiscard]] std::vector<Job> due(store::Transaction& tx, Timestamp now, std::size_t at_most);
// When the next after this time falls due, if there is one.
[[nodiscard]] std::optional<Timestamp> next_due(store::Transaction& tx, Timestamp after);
// Whether it is still there and due: another node may have done it meanwhile.
[[nodiscard]] bool is_due(store::Transaction& tx, const Job& job, Timestamp now);
void set_due(store::Transaction& tx, const Job& job, Timestamp due_at_us, unsigned failures);
void remove(store::Transaction& tx, const Job& job);

}  // namespace ourplace::jobs
