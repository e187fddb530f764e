// The Thread below an event: one for all of its dates. Store threads only.
#pragma once

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "events/event_rules.hpp"
#include "ourplace/v1/hubs.pb.h"
#include "store/transaction.hpp"

namespace ourplace::events {

// The caller, who may see the event, joins it.
[[nodiscard]] Result<v1::Channel> open_thread(store::Transaction& tx, const accounts::Caller& caller,
                                              const Event& event, Timestamp now);
// How it stands for the caller.
[[nodiscard]] v1::Thread thread_of(store::Transaction& tx, const accounts::Caller& caller, const Event& event);
// It is called after the event, also once that has another title.
void rename_thread(store::Transaction& tx, const Event& event, Timestamp now);

}  // namespace ourplace::events
