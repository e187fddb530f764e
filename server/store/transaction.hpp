// SQL within one transaction, the same for every driver: $1 parameters, RETURNING, upsert, CTEs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "store/notice.hpp"

namespace ourplace::store {

// The store cannot do its work (disk full, locked, corrupt). Thrown on the store's threads only; Database turns it into
// Error::unavailable or Error::internal for whoever waits. A statement that does not compile is a bug and aborts tests.
class StoreFailure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct Null {
    bool operator==(const Null&) const = default;
};
// Bytes that are not text.
struct Blob {
    std::string bytes;
    bool operator==(const Blob&) const = default;
};
using Value = std::variant<Null, std::int64_t, std::string, Blob>;

template <class T>
Value to_value(const T& value) {
    if constexpr (std::is_same_v<T, Value> || std::is_same_v<T, Blob> || std::is_same_v<T, Null>) {
        return value;
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
        return static_cast<std::int64_t>(value);
    } else {
        return std::string(std::string_view(value));
    }
}
template <class T>
Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value(Null{});
}

// One row of a result, by column from 0. Asking for another type than the column holds is a bug.
class Row {
  public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

    [[nodiscard]] bool is_null(std::size_t column) const { return std::holds_alternative<Null>(values_.at(column)); }
    [[nodiscard]] std::int64_t integer(std::size_t column) const { return std::get<std::int64_t>(values_.at(column)); }
    [[nodiscard]] std::uint64_t number(std::size_t column) const { return static_cast<std::uint64_t>(integer(column)); }
    [[nodiscard]] bool boolean(std::size_t column) const { return integer(column) != 0; }
    [[nodiscard]] const std::string& text(std::size_t column) const {
        return std::get<std::string>(values_.at(column));
    }
    [[nodiscard]] const std::string& blob(std::size_t column) const { return std::get<Blob>(values_.at(column)).bytes; }
    [[nodiscard]] const std::vector<Value>& values() const { return values_; }
    // Empty for NULL.
    [[nodiscard]] std::string text_or_empty(std::size_t column) const {
        return is_null(column) ? std::string() : text(column);
    }

  private:
    std::vector<Value> values_;
};
using Rows = std::vector<Row>;

// Belongs to the store's thread that runs it; must not outlive the function it was given to.
class Transaction {
  public:
    Transaction() = default;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    virtual ~Transaction() = default;

    template <class... P>
    Rows query(std::string_view sql, const P&... parameters) {
        const std::vector<Value> values{to_value(parameters)...};
        return run(sql, values).rows;
    }
    // The first row, if any.
    template <class... P>
    std::optional<Row> query_one(std::string_view sql, const P&... parameters) {
        auto rows = query(sql, parameters...);
        if (rows.empty()) return std::nullopt;
        return std::move(rows.front());
    }
    // With values whose number is known only as it runs.
    Rows query_with(std::string_view sql, std::span<const Value> values) { return run(sql, values).rows; }
    // The number of rows that were inserted, updated or deleted.
    template <class... P>
    std::int64_t execute(std::string_view sql, const P&... parameters) {
        const std::vector<Value> values{to_value(parameters)...};
        return run(sql, values).changed;
    }

    // For a statement whose outcome nobody reads, so that it is not waited for. Its failure fails the function, also when
    // that has returned.
    template <class... P>
    void later(std::string_view sql, const P&... parameters) {
        const std::vector<Value> values{to_value(parameters)...};
        run_later(sql, values);
    }

    // Told to everybody after the commit; forgotten on rollback.
    void after_commit(Notice notice) { notices_.push_back(std::move(notice)); }

  protected:
    struct Outcome {
        Rows rows;
        std::int64_t changed = 0;
    };
    virtual Outcome run(std::string_view sql, std::span<const Value> values) = 0;
    virtual void run_later(std::string_view sql, std::span<const Value> values) { run(sql, values); }
    std::vector<Notice> notices_;
};

}  // namespace ourplace::store
