// The list of synonyms that every programme has: words/synonyms.txt, which the build puts into the program.
#pragma once

#include <string_view>

namespace ourplace::stories {

[[nodiscard]] std::string_view synonyms();

}  // namespace ourplace::stories
