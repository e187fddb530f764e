// The people an announcement went to, and how far each of them is. Store threads only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "announcements/announcement_rules.hpp"
#include "announcements/announcement_tables.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/announcements.pb.h"
#include "store/transaction.hpp"

namespace ourplace::announcements {

// One of the member's devices has this version. Nothing happens for what did not go to them or does not exist.
void note_reached(store::Transaction& tx, std::string_view member_id, std::string_view announcement_id,
                  std::int64_t version);

// The member confirms that they have read this version, and their devices are told. `not_found` for what did not go to
// them, `invalid_argument` on "version" for one that does not exist.
[[nodiscard]] Result<void> acknowledge(store::Transaction& tx, const std::string& member_id,
                                       const std::string& announcement_id, std::int64_t version, Timestamp now);

// Counted from the rows of the recipients, in one read.
[[nodiscard]] v1::Tracking tracking(store::Transaction& tx, const Managed& announcement);

// None: all.
using RecipientStates = std::vector<RecipientState>;
[[nodiscard]] Result<RecipientStates> recipient_states(const std::vector<int>& values);

struct RecipientSearch {
    RecipientStates states;
    std::size_t page_size = 50;
    hubs::PagePosition after;
};
struct RecipientPage {
    std::vector<v1::Recipient> recipients;
    std::string next_page_token;
};
// By name.
[[nodiscard]] RecipientPage list_recipients(store::Transaction& tx, const Managed& announcement,
                                            const RecipientSearch& search);

}  // namespace ourplace::announcements
