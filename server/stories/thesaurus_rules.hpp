// Which words mean about the same, so that an Ask finds a Story in other words. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stories/word_rules.hpp"

namespace ourplace::stories {

class Thesaurus {
  public:
    using Meaning = std::uint32_t;

    // One group a line, with commas between: "bus, coach, public transport, bws". A word may stand in several groups, and a
    // group may hold words of several languages. What follows # is for people.
    void add(std::string_view groups);

    // What is meant by the words that begin here, by one or by a few of them together; each once.
    void meanings_at(std::span<const Word> words, std::size_t at, Language language, std::vector<Meaning>& into) const;

    [[nodiscard]] std::size_t groups() const { return groups_; }

  private:
    void add_entry(std::string_view entry, Meaning meaning);

    // By language: stems with a space between.
    std::array<std::unordered_map<std::string, std::vector<Meaning>>, 2> entries_;
    std::size_t longest_ = 1;
    Meaning groups_ = 0;
};

}  // namespace ourplace::stories
