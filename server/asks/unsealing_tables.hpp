// Learning whose a Pseudonym is: asked for by one role, confirmed by another, kept, and told. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/safeguarding.pb.h"
#include "store/transaction.hpp"

namespace ourplace::asks {

inline constexpr unsigned max_defer_days = 90;

// `permission_denied` for whoever is neither a Safeguarding Lead nor an administrator.
[[nodiscard]] Result<v1::Unsealing> request_unsealing(store::Transaction& tx, const accounts::Caller& caller,
                                                      std::string_view ask_id, const std::string& reason,
                                                      unsigned defer_days, Timestamp now);
// By somebody else, in the other role.
[[nodiscard]] Result<v1::Unsealing> confirm_unsealing(store::Transaction& tx, const accounts::Caller& caller,
                                                      std::string_view unsealing_id, unsigned defer_days,
                                                      Timestamp now);
[[nodiscard]] Result<std::vector<v1::Unsealing>> list_unsealings(store::Transaction& tx,
                                                                 const accounts::Caller& caller);

// The kind of job that tells the person, with the unsealing's id as its key.
inline constexpr std::string_view unsealing_job = "unsealing";
void tell_unsealed(store::Transaction& tx, std::string_view unsealing_id, Timestamp now);

}  // namespace ourplace::asks
