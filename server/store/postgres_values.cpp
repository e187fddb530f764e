#include "store/postgres_values.hpp"

#include <charconv>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <libpq-fe.h>
#include <stdexcept>
#include <string_view>

namespace ourplace::store {
namespace {

constexpr int text_format = 0;
constexpr int binary_format = 1;

// The server's catalogue of types is fixed for those that are built in (pg_type.dat).
enum : Oid {
    bool_type = 16,
    bytea_type = 17,
    name_type = 19,
    int8_type = 20,
    int2_type = 21,
    int4_type = 23,
    text_type = 25,
    varchar_type = 1043,
    void_type = 2278,
};

// Big endian, as everything that PostgreSQL sends.
template <std::signed_integral Number>
std::int64_t integer(const char* bytes) {
    std::uint64_t value = 0;
    for (std::size_t index = 0; index < sizeof(Number); ++index)
        value = value << 8U | static_cast<unsigned char>(bytes[index]);
    return static_cast<Number>(value);
}

Value field(const pg_result* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return Null{};
    const char* bytes = PQgetvalue(result, row, column);
    const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
    switch (PQftype(result, column)) {
        case bool_type: return std::int64_t{bytes[0]};
        case int8_type: return integer<std::int64_t>(bytes);
        case int4_type: return integer<std::int32_t>(bytes);
        case int2_type: return integer<std::int16_t>(bytes);
        case text_type:
        case varchar_type:
        case name_type: return std::string(bytes, size);
        case bytea_type: return Blob{std::string(bytes, size)};
        case void_type: return Null{};
        default:
            throw std::logic_error("The column " + std::string(PQfname(result, column)) +
                                   " is neither BIGINT, BOOLEAN, TEXT nor BYTEA: cast it");
    }
}

}  // namespace

PostgresParameters::PostgresParameters(std::span<const Value> given) {
    values.reserve(given.size());
    lengths.reserve(given.size());
    formats.reserve(given.size());
    numbers_.reserve(given.size());
    const auto add = [&](const char* bytes, std::size_t size, int format) {
        values.push_back(bytes);
        lengths.push_back(static_cast<int>(size));
        formats.push_back(format);
    };
    for (const auto& value : given) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            // As text it fits whichever integer type the server infers.
            const auto& text = numbers_.emplace_back(std::to_string(*number));
            add(text.c_str(), text.size(), text_format);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            // As bytes, so that a NUL is refused by the server instead of cutting the text off.
            add(text->data(), text->size(), binary_format);
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            add(blob->bytes.data(), blob->bytes.size(), binary_format);
        } else {
            add(nullptr, 0, text_format);
        }
    }
}

Rows postgres_rows(const pg_result* result) {
    const int row_count = PQntuples(result);
    const int column_count = PQnfields(result);
    Rows rows;
    rows.reserve(static_cast<std::size_t>(row_count));
    for (int row = 0; row < row_count; ++row) {
        std::vector<Value> values;
        values.reserve(static_cast<std::size_t>(column_count));
        for (int column = 0; column < column_count; ++column) values.push_back(field(result, row, column));
        rows.emplace_back(std::move(values));
    }
    return rows;
}

std::int64_t postgres_changed(pg_result* result) {
    if (std::string_view(PQcmdStatus(result)).starts_with("SELECT")) return 0;
    const std::string_view count = PQcmdTuples(result);
    std::int64_t changed = 0;
    std::from_chars(count.data(), count.data() + count.size(), changed);
    return changed;
}

}  // namespace ourplace::store
