// Values on their way to PostgreSQL and back. Types are the server's: it infers those of parameters, and results come in
// its binary format.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/transaction.hpp"

struct pg_result;

namespace ourplace::store {

// As libpq takes them. Points into the values, which must outlive it.
struct PostgresParameters {
    explicit PostgresParameters(std::span<const Value> given);

    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;

  private:
    std::vector<std::string> numbers_;
};

// Integers and booleans become integers, text and bytes stay what they are. Any other type is std::logic_error, which says
// to cast: numeric (SUM of BIGINT), for example.
[[nodiscard]] Rows postgres_rows(const pg_result* result);

// How many rows were inserted, updated or deleted.
[[nodiscard]] std::int64_t postgres_changed(pg_result* result);

}  // namespace ourplace::store
