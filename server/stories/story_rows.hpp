// How a Story is read from its rows; shared by the tables of this room. Store threads only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ourplace/v1/stories.pb.h"
#include "store/transaction.hpp"
#include "stories/story_rules.hpp"

namespace ourplace::stories {

[[nodiscard]] std::string themes_to_text(std::span<const std::string> themes);
[[nodiscard]] std::vector<std::string> themes_of_text(std::string_view text);

// In the same words for what does not exist and for what others are drafting.
[[nodiscard]] Error no_such_story();

[[nodiscard]] std::optional<Content> content_of(store::Transaction& tx, std::string_view story_id,
                                                std::int64_t version);

// Which wording is read: the one in the library or the newest. A wording that is not there is NULL.
enum class Wording : std::uint8_t { in_library, newest };
[[nodiscard]] std::string story_columns(Wording which);

enum class Extent : std::uint8_t { whole, listed };
// From a row of these columns, for this member. A draft says nothing of when it was in the library.
[[nodiscard]] v1::Story to_story(const store::Row& row, Wording which, Extent extent, std::string_view member_id);

}  // namespace ourplace::stories
