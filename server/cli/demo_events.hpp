// The events of the demonstration programme, which are always to come.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/demo_script.hpp"
#include "store/transaction.hpp"

namespace ourplace::cli {

// The member whom the script calls so; empty: nobody.
using MemberOfKey = std::function<std::string(const std::string& key)>;
// By the organiser, with the answers that the script gives.
[[nodiscard]] Result<void> plan_demo_event(store::Transaction& tx, const ScriptEvent& event, const std::string& hub_id,
                                           const std::string& organiser, const MemberOfKey& member_of, Timestamp now);

}  // namespace ourplace::cli
