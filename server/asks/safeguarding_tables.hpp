// Safeguarding Leads, the Concerns that only they read, and whose a Pseudonym is. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "asks/ask_access.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/safeguarding.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

[[nodiscard]] std::span<const store::Migration> safeguarding_migrations();

// Where Concerns are told.
inline constexpr std::string_view concerns_stream = "s.concerns";
// Whether the member may follow such a stream.
[[nodiscard]] bool may_read_concerns(store::Transaction& tx, std::string_view member_id, std::string_view stream_id);

[[nodiscard]] std::vector<v1::SafeguardingLead> leads(store::Transaction& tx);
// Administrators as well, while nobody was named: a Concern is never read by nobody.
[[nodiscard]] bool reads_concerns(store::Transaction& tx, std::string_view member_id);
enum class Lead : std::uint8_t { no_longer, from_now_on };
// `not_found` on "member_id". Saying the same again is no news.
[[nodiscard]] Result<void> set_lead(store::Transaction& tx, const std::string& named_by, const std::string& member_id,
                                    Lead lead, Timestamp now);
// Whoever is deactivated: what they took up and have not closed is to be taken up anew, by somebody else.
void leave_concerns(store::Transaction& tx, const std::string& member_id, Timestamp now);

struct NewConcern {
    std::string client_concern_id;
    std::string words;
};
// A retry gets the first one. Returns it as its raiser may know it.
[[nodiscard]] Result<v1::RaiseConcernResponse> raise_concern(store::Transaction& tx, const accounts::Caller& caller,
                                                             const Standing& by, const NewConcern& concern,
                                                             Timestamp now);
enum class Which : std::uint8_t { all, not_closed };
[[nodiscard]] std::vector<v1::Concern> concerns(store::Transaction& tx, Which which);
[[nodiscard]] Result<v1::Concern> acknowledge(store::Transaction& tx, std::string_view concern_id,
                                              const std::string& lead_id, Timestamp now);
[[nodiscard]] Result<v1::Concern> close_concern(store::Transaction& tx, std::string_view concern_id,
                                                const std::string& resolution, Timestamp now);

// The kind of job that asks again for one that nobody has acknowledged, with its id as the key.
inline constexpr std::string_view concern_job = "concern";
[[nodiscard]] std::optional<Timestamp> remind_of_concern(store::Transaction& tx, std::string_view concern_id,
                                                         Timestamp now);

// One line for each fault; none: all is well.
[[nodiscard]] std::vector<std::string> check_safeguarding(store::Transaction& tx);

}  // namespace ourplace::asks
