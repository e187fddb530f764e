// Finds what somebody meant who mistyped a name: an option, a field, a method.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ourplace {

// The known word nearest to `word`; empty if none is near (more than about a third of its letters would have to change).
// Case and underscores do not count.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string> known);

}  // namespace ourplace
