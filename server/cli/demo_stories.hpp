// The Stories and Suggestions of the demonstration programme.
#pragma once

#include <functional>
#include <string>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/demo_script.hpp"
#include "store/transaction.hpp"

namespace ourplace::cli {

// Whom the script calls so; `not_found`: nobody.
using CallerOfKey = std::function<Result<accounts::Caller>(const std::string& key)>;
// With the consent of everybody named on it.
[[nodiscard]] Result<void> tell_demo_story(store::Transaction& tx, const ScriptStory& story, const std::string& hub_id,
                                           const CallerOfKey& caller_of, Timestamp at);
// Its id.
[[nodiscard]] Result<std::string> make_demo_suggestion(store::Transaction& tx, const ScriptSuggestion& suggestion,
                                                       const std::string& hub_id, const CallerOfKey& caller_of,
                                                       Timestamp at);
[[nodiscard]] Result<void> respond_to_demo_suggestion(store::Transaction& tx, const ScriptResponse& response,
                                                      const std::string& suggestion_id, const CallerOfKey& caller_of,
                                                      Timestamp at);

}  // namespace ourplace::cli
