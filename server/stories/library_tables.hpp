// The library of Stories, as a member sees it. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ourplace/v1/stories.pb.h"
#include "store/transaction.hpp"

namespace ourplace::stories {

// Of the newest change of the library, or of what is answered in public; each has the next number.
[[nodiscard]] std::int64_t library_number(store::Transaction& tx);

// What the library has of it: a wording, a tombstone, or nothing.
[[nodiscard]] std::optional<v1::Story> find_in_library(store::Transaction& tx, std::string_view story_id,
                                                       std::string_view member_id);
// Its newest wording, for those named on that.
[[nodiscard]] std::optional<v1::Story> find_draft(store::Transaction& tx, std::string_view story_id,
                                                  std::string_view member_id);

struct LibrarySearch {
    // Each narrows the list; empty: all.
    std::string theme;
    std::string place_id;
    std::string hub_id;
    std::vector<std::string> words;
    std::size_t page_size = 20;
    std::string page_token;
};
struct LibraryPage {
    std::vector<v1::Story> stories;
    std::string next_page_token;
};
[[nodiscard]] Result<LibraryPage> list_library(store::Transaction& tx, const LibrarySearch& search,
                                               std::string_view member_id);
// One of the library as in a list; none if it is not there.
[[nodiscard]] std::optional<v1::Story> find_listed(store::Transaction& tx, std::string_view story_id,
                                                   std::string_view member_id);
[[nodiscard]] std::vector<v1::Story> stories_of(store::Transaction& tx, std::string_view member_id);

// How many Stories of the library about a Theme name somebody. Those told under a Pseudonym do not count for their author:
// whoever saw the number would know who that is.
struct Told {
    std::string member_id;
    std::string theme;
    unsigned stories = 0;
};
[[nodiscard]] std::vector<Told> told_by_theme(store::Transaction& tx);

}  // namespace ourplace::stories
