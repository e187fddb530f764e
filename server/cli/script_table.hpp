// One table of a TOML file, read key by key: what is missing, of the wrong kind or unknown is an error with file and
// line. Errors are thrown as ScriptFailure and end in read_script().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <utility>
#include <vector>

#include "cli/demo_script.hpp"

namespace ourplace::cli {

struct ScriptFailure {
    Error error;
};
[[noreturn]] void fail_at(const ScriptLine& line, std::string message);

class ScriptTable {
  public:
    ScriptTable(const toml::table& table, std::string file) : table_(&table), file_(std::move(file)) {}

    [[nodiscard]] ScriptLine line() const { return line_of(*table_); }

    [[nodiscard]] std::string text(const std::string& key);
    [[nodiscard]] std::string text_or(const std::string& key, std::string otherwise);
    [[nodiscard]] std::vector<std::string> texts(const std::string& key);
    [[nodiscard]] bool flag(const std::string& key);
    [[nodiscard]] ScriptTime time(const std::string& key);
    [[nodiscard]] std::optional<ScriptTime> time_if_any(const std::string& key);
    // Whole numbers by name.
    [[nodiscard]] std::map<std::string, std::size_t> counts(const std::string& key);
    // A table below this one, by the names of its entries in the order of the file.
    [[nodiscard]] std::vector<std::pair<std::string, ScriptTable>> named_tables(const std::string& key);
    [[nodiscard]] std::vector<ScriptTable> tables(const std::string& key);
    [[nodiscard]] std::optional<ScriptTable> table_if_any(const std::string& key);
    // The value of the word that stands there.
    template <class Value>
    [[nodiscard]] Value one_of(const std::string& key, std::string_view otherwise,
                               const std::vector<std::pair<std::string, Value>>& words);

    [[nodiscard]] ScriptLine line_of(const std::string& key) const;
    // After everything was read: a key that nobody asked for is a mistake.
    void finish() const;

  private:
    [[nodiscard]] ScriptLine line_of(const toml::node& node) const {
        return {.file = file_, .number = node.source().begin.line};
    }
    [[nodiscard]] const toml::node* find(const std::string& key);
    [[nodiscard]] std::string text_of(const toml::node& node, const std::string& key) const;

    const toml::table* table_;
    std::string file_;
    std::vector<std::string> known_;
};

template <class Value>
Value ScriptTable::one_of(const std::string& key, std::string_view otherwise,
                          const std::vector<std::pair<std::string, Value>>& words) {
    const auto word = otherwise.empty() ? text(key) : text_or(key, std::string(otherwise));
    std::string allowed;
    for (const auto& [name, value] : words) {
        if (name == word) return value;
        allowed += (allowed.empty() ? "" : ", ") + name;
    }
    fail_at(line_of(key), key + " is one of: " + allowed + ".");
}

}  // namespace ourplace::cli
