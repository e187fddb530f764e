#include "cli/script_table.hpp"

#include <algorithm>
#include <charconv>

#include "base/nearest.hpp"

namespace ourplace::cli {
namespace {

constexpr int minutes_per_day = 24 * 60;

// What stands before `end`, as a number of at most `most`.
std::optional<int> number_before(std::string_view& text, std::string_view end, int most) {
    int number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || number < 0 || number > most) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    if (!text.starts_with(end)) return std::nullopt;
    text.remove_prefix(end.size());
    return number;
}

// An "ago" of zero days would lie in the future for half of the day, so the newest day is told in minutes.
std::optional<ScriptTime> parse_time(std::string_view text) {
    auto rest = text;
    if (const auto minutes = number_before(rest, "m", minutes_per_day); minutes && rest.empty())
        return ScriptTime{.minutes_ago = *minutes};
    rest = text;
    const auto days = number_before(rest, "d ", 3650);
    const auto hour = days ? number_before(rest, ":", 23) : std::nullopt;
    const auto minute = hour && rest.size() == 2 ? number_before(rest, "", 59) : std::nullopt;
    if (!minute || !rest.empty() || *days == 0) return std::nullopt;
    return ScriptTime{.days_ago = *days, .minute_of_day = *hour * 60 + *minute};
}

}  // namespace

void fail_at(const ScriptLine& line, std::string message) {
    throw ScriptFailure{error_at(line, Error::invalid({}, std::move(message)))};
}

const toml::node* ScriptTable::find(const std::string& key) {
    known_.push_back(key);
    return table_->get(key);
}

ScriptLine ScriptTable::line_of(const std::string& key) const {
    const auto* node = table_->get(key);
    return node ? line_of(*node) : line();
}

std::string ScriptTable::text_of(const toml::node& node, const std::string& key) const {
    const auto* text = node.as_string();
    if (!text || text->get().empty()) fail_at(line_of(node), key + " is text in quotation marks.");
    return text->get();
}

std::string ScriptTable::text(const std::string& key) {
    const auto* node = find(key);
    if (!node) fail_at(line(), key + " is missing.");
    return text_of(*node, key);
}

std::string ScriptTable::text_or(const std::string& key, std::string otherwise) {
    const auto* node = find(key);
    return node ? text_of(*node, key) : std::move(otherwise);
}

std::vector<std::string> ScriptTable::texts(const std::string& key) {
    std::vector<std::string> all;
    const auto* node = find(key);
    if (!node) return all;
    if (!node->is_array()) fail_at(line_of(*node), key + " is a list of texts.");
    for (const auto& entry : *node->as_array()) all.push_back(text_of(entry, "each of " + key));
    return all;
}

bool ScriptTable::flag(const std::string& key) {
    const auto* node = find(key);
    if (!node) return false;
    if (!node->is_boolean()) fail_at(line_of(*node), key + " is true or false.");
    return node->as_boolean()->get();
}

std::optional<ScriptTime> ScriptTable::time_if_any(const std::string& key) {
    if (!table_->contains(key)) {
        known_.push_back(key);
        return std::nullopt;
    }
    return time(key);
}

ScriptTime ScriptTable::time(const std::string& key) {
    const auto time = parse_time(text(key));
    if (!time)
        fail_at(line_of(key), key + " is a time like \"12d 09:14\" (days ago, at least 1) or \"35m\" (minutes ago).");
    return *time;
}

std::map<std::string, std::size_t> ScriptTable::counts(const std::string& key) {
    std::map<std::string, std::size_t> all;
    const auto* node = find(key);
    if (!node) return all;
    if (!node->is_table()) fail_at(line_of(*node), key + " is a table of names and numbers.");
    for (const auto& [name, value] : *node->as_table()) {
        const auto number = value.value_exact<std::int64_t>();
        if (!number || *number < 0) fail_at(line_of(value), key + " has whole numbers.");
        all.emplace(std::string(name.str()), static_cast<std::size_t>(*number));
    }
    return all;
}

std::vector<std::pair<std::string, ScriptTable>> ScriptTable::named_tables(const std::string& key) {
    std::vector<std::pair<std::string, ScriptTable>> all;
    const auto* node = find(key);
    if (!node) return all;
    if (!node->is_table()) fail_at(line_of(*node), key + " is a table of tables.");
    for (const auto& [name, value] : *node->as_table()) {
        if (!value.is_table()) fail_at(line_of(value), key + "." + std::string(name.str()) + " is a table.");
        all.emplace_back(std::string(name.str()), ScriptTable(*value.as_table(), file_));
    }
    std::ranges::sort(all, {}, [](const auto& entry) { return entry.second.line().number; });
    return all;
}

std::vector<ScriptTable> ScriptTable::tables(const std::string& key) {
    std::vector<ScriptTable> all;
    const auto* node = find(key);
    if (!node) return all;
    if (!node->is_array()) fail_at(line_of(*node), key + " is a list of tables.");
    for (const auto& entry : *node->as_array()) {
        if (!entry.is_table()) fail_at(line_of(entry), "each of " + key + " is a table.");
        all.emplace_back(*entry.as_table(), file_);
    }
    return all;
}

std::optional<ScriptTable> ScriptTable::table_if_any(const std::string& key) {
    const auto* node = find(key);
    if (!node) return std::nullopt;
    if (!node->is_table()) fail_at(line_of(*node), key + " is a table.");
    return ScriptTable(*node->as_table(), file_);
}

void ScriptTable::finish() const {
    for (const auto& [key, value] : *table_) {
        const std::string name(key.str());
        if (std::ranges::find(known_, name) != known_.end()) continue;
        const auto meant = nearest(name, known_);
        fail_at(line_of(value),
                "there is no key \"" + name + "\" here." + (meant.empty() ? "" : " Did you mean \"" + meant + "\"?"));
    }
}

}  // namespace ourplace::cli
