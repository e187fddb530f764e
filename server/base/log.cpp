#include "base/log.hpp"

#include <atomic>
#include <memory>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace ourplace::log {
namespace {

std::atomic<Format> current_format{Format::text};

constexpr auto text_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr auto json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = std::make_shared<spdlog::logger>("ourplace", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern(text_pattern, spdlog::pattern_time_type::utc);
        made->set_level(spdlog::level::info);
        return made;
    }();
    return *instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

// As a JSON string; also what the text form uses where a value would be ambiguous. A line stays one line.
void append_quoted(std::string& out, std::string_view text) {
    static constexpr std::string_view hex = "0123456789abcdef";
    out.push_back('"');
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        switch (character) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (byte < 0x20 || byte == 0x7f) {
                    out += "\\u00";
                    out.push_back(hex[byte >> 4U]);
                    out.push_back(hex[byte & 15U]);
                } else {
                    out.push_back(character);
                }
        }
    }
    out.push_back('"');
}

bool is_plain(std::string_view text) {
    if (text.empty()) return false;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte <= 0x20 || byte == 0x7f || character == '"' || character == '=' || character == '\\') return false;
    }
    return true;
}

void append_value(std::string& out, Format format, const Field& field) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
        if (format == Format::text && is_plain(*text)) {
            out += *text;
        } else {
            append_quoted(out, *text);
        }
    } else if (const auto* integer = std::get_if<std::int64_t>(&field.value)) {
        out += std::to_string(*integer);
    } else if (const auto* number = std::get_if<double>(&field.value)) {
        out += fmt::format("{:.6g}", *number);
    } else {
        out += std::get<bool>(field.value) ? "true" : "false";
    }
}

void write(Level level, std::string_view event, Fields fields) {
    const auto spd_level = to_spdlog(level);
    if (!logger().should_log(spd_level)) return;
    const auto line = format_line(current_format.load(std::memory_order_relaxed), event, fields);
    logger().log(spd_level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void configure(Level least, Format format) {
    current_format = format;
    logger().set_pattern(format == Format::json ? json_pattern : text_pattern, spdlog::pattern_time_type::utc);
    logger().set_level(to_spdlog(least));
}

void debug(std::string_view event, Fields fields) { write(Level::debug, event, fields); }
void info(std::string_view event, Fields fields) { write(Level::info, event, fields); }
void warning(std::string_view event, Fields fields) { write(Level::warning, event, fields); }
void error(std::string_view event, Fields fields) { write(Level::error, event, fields); }

std::string format_line(Format format, std::string_view event, Fields fields) {
    std::string line;
    if (format == Format::text) {
        line += event;
        for (const auto& field : fields) {
            line.push_back(' ');
            line += field.key;
            line.push_back('=');
            append_value(line, format, field);
        }
        return line;
    }
    line += R"("event":)";
    append_quoted(line, event);
    for (const auto& field : fields) {
        line.push_back(',');
        append_quoted(line, field.key);
        line.push_back(':');
        append_value(line, format, field);
    }
    return line;
}

}  // namespace ourplace::log
