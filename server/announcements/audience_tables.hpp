// Whom an announcement goes to. Only whoever may send to all of its hubs gets an Audience, and sending demands one. Store
// threads only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "announcements/announcement_rules.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace ourplace::announcements {

class Audience {
  public:
    // Each once, in the order of ids; never empty.
    [[nodiscard]] const std::vector<std::string>& hub_ids() const { return hub_ids_; }
    [[nodiscard]] const Narrowing& narrowing() const { return narrowing_; }
    // One of the hubs does.
    [[nodiscard]] bool requires_both_languages() const { return requires_both_languages_; }

  private:
    friend Result<Audience> audience(store::Transaction&, const accounts::Caller&, const AudienceChoice&);
    std::vector<std::string> hub_ids_;
    Narrowing narrowing_;
    bool requires_both_languages_ = false;
};

// The hubs that are named and those in the places and inside them. `permission_denied` unless the caller organises each
// of them or is an administrator; `not_found` for what does not exist. Errors name the field of the request.
[[nodiscard]] Result<Audience> audience(store::Transaction& tx, const accounts::Caller& caller,
                                        const AudienceChoice& choice);

// How many people that is now, each once.
[[nodiscard]] std::size_t count_people(store::Transaction& tx, const Audience& audience);

// Writes down who belongs to the announcement's hubs now, each person once: from here on the audience stays as it is.
// How many they are.
std::int64_t freeze(store::Transaction& tx, std::string_view announcement_id, const Narrowing& narrowing);

}  // namespace ourplace::announcements
