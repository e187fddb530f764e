// The Asks of the demonstration programme: one that a Champion has, one that nobody has taken yet, and months of those that
// were closed, so that there is something to learn of.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/demo_script.hpp"
#include "cli/demo_stories.hpp"
#include "store/transaction.hpp"

namespace ourplace::cli {

// Asked at this time, with what was said since. Returns its id.
[[nodiscard]] Result<std::string> make_demo_ask(store::Transaction& tx, const ScriptAsk& ask, const std::string& hub_id,
                                                const CallerOfKey& caller_of, Timestamp at, Timestamp now);
// By whoever asked, as the script ends it.
[[nodiscard]] Result<void> close_demo_ask(store::Transaction& tx, const ScriptAsk& ask, const std::string& ask_id,
                                          const CallerOfKey& caller_of, Timestamp at);

}  // namespace ourplace::cli
