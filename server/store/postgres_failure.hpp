// What PostgreSQL says when it cannot do its work, sorted by what that means to us. Its messages may quote what people
// wrote in their details, so only the primary message is ever repeated.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "store/transaction.hpp"

struct pg_result;

namespace ourplace::store {

class PostgresFailure : public StoreFailure {
  public:
    enum class Kind : std::uint8_t {
        unable,    // disk full, read-only, out of memory …
        conflict,  // others were in the way: trying again helps
        lost,      // the connection is of no more use
    };
    PostgresFailure(Kind kind, const std::string& message) : StoreFailure(message), kind_(kind) {}
    [[nodiscard]] Kind kind() const { return kind_; }

  private:
    Kind kind_;
};

// A row with that key exists. Between two writes in different streams this may be a race, anywhere else it is a bug.
class UniqueViolation : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

// Throws PostgresFailure, UniqueViolation or, when the statement is at fault, std::logic_error.
[[noreturn]] void throw_postgres_failure(const pg_result* result, std::string_view sql);

}  // namespace ourplace::store
