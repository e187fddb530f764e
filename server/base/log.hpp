// Structured log lines on standard error. A line is an event and fields; it never holds what people wrote, their names
// or secrets.
//
//     log::warning("frame refused", {{"request_id", context.request_id}, {"bytes", frame.size()}});
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace ourplace::log {

enum class Level : std::uint8_t { debug, info, warning, error };
enum class Format : std::uint8_t { text, json };

struct Field {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;

    template <class T>
    Field(std::string_view name, const T& given) : key(name), value(as_value(given)) {}

  private:
    template <class T>
    static std::variant<std::string_view, std::int64_t, double, bool> as_value(const T& given) {
        if constexpr (std::is_same_v<T, bool>) {
            return given;
        } else if constexpr (std::integral<T> || std::is_enum_v<T>) {
            return static_cast<std::int64_t>(given);
        } else if constexpr (std::floating_point<T>) {
            return static_cast<double>(given);
        } else {
            return std::string_view(given);
        }
    }
};
using Fields = std::initializer_list<Field>;

// Until it is called, lines of level info and above appear as text.
void configure(Level least, Format format);

// Any thread.
void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

// What follows the time and the level: `event key=value key="two words"`, or the members of a JSON object.
[[nodiscard]] std::string format_line(Format format, std::string_view event, Fields fields);

}  // namespace ourplace::log
