// The Asks of the demonstration programme: one that a Champion has, and one that nobody has taken yet.
#pragma once

#include <cstddef>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/demo_script.hpp"
#include "cli/demo_stories.hpp"
#include "store/transaction.hpp"

namespace ourplace::cli {

// Asked at this time, with what was said since. Returns how many messages that are.
[[nodiscard]] Result<std::size_t> make_demo_ask(store::Transaction& tx, const ScriptAsk& ask, const std::string& hub_id,
                                                const CallerOfKey& caller_of, Timestamp at, Timestamp now);

}  // namespace ourplace::cli
