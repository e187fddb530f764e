// What happens to an Ask: each moves it as the rules allow, keeps that it did, tells those whom it concerns, and plans when
// it goes on by itself. A live Ask always has a row among the jobs, so that it cannot be forgotten. Store threads only, in
// exclusive writes; Updates carry no words of an Ask.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "accounts/caller.hpp"
#include "asks/ask_access.hpp"
#include "asks/ask_tables.hpp"
#include "asks/matching_rules.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// The kind of job, with the Ask's id as its key.
inline constexpr std::string_view ask_job = "ask";

inline constexpr unsigned max_live_asks = 20;

struct NewAsk {
    std::string hub_id;
    std::string client_ask_id;
    std::string text;
    std::string theme;
    std::string place_id;
    // None: the caller's own.
    std::optional<v1::Language> language;
    Urgency urgency = Urgency::this_week;
    bool keeps_name_private = false;
    std::string preferred_id;
};
// With its Thread, in which the words are the first message. A retry gets the first one. Returns the id.
[[nodiscard]] Result<std::string> open_ask(store::Transaction& tx, const accounts::Caller& caller, const NewAsk& wanted,
                                           Timestamp now);

// What falls due for one: offers, their end, reminders, coming to the organisers. Returns when it does again.
[[nodiscard]] std::optional<Timestamp> go_on_by_itself(store::Transaction& tx, std::string_view ask_id,
                                                       const MatchingSettings& settings, Timestamp now);

[[nodiscard]] Result<void> accept(store::Transaction& tx, const Standing& by, Timestamp now);
[[nodiscard]] Result<void> decline(store::Transaction& tx, const Standing& by, Timestamp now);
// By an organiser, to somebody whom they name.
[[nodiscard]] Result<void> offer_to(store::Transaction& tx, const Standing& by, const std::string& member_id,
                                    const std::string& note, const MatchingSettings& settings, Timestamp now);

[[nodiscard]] Result<void> check_with_asker(store::Transaction& tx, const Standing& by, Timestamp now);
[[nodiscard]] Result<void> let_go_on(store::Transaction& tx, const Standing& by, Timestamp now);
[[nodiscard]] Result<void> propose_handover(store::Transaction& tx, const Standing& by, const std::string& to,
                                            const std::string& note, Timestamp now);
enum class Consent : std::uint8_t { refused, given };
[[nodiscard]] Result<void> answer_handover(store::Transaction& tx, const Standing& by, Consent consent,
                                           const MatchingSettings& settings, Timestamp now);
[[nodiscard]] Result<void> close(store::Transaction& tx, const Standing& by, const Outcome& outcome, Timestamp now);
// A draft of a Story made of a closed one, for its asker and the Champion to finish. Again, it is the same one. Its id.
[[nodiscard]] Result<std::string> tell_as_story(store::Transaction& tx, const Standing& by, Timestamp now);
[[nodiscard]] Result<void> withdraw(store::Transaction& tx, const Standing& by, Timestamp now);

// Somebody no longer helps in this hub or, if it is empty, at all: what they have goes to others.
void release_all(store::Transaction& tx, const std::string& member_id, const std::string& hub_id, Timestamp now);
// Somebody is deactivated who organised these hubs, and has left all: what they asked is withdrawn, what they have goes to
// others, and others look after what they looked after.
void leave_programme(store::Transaction& tx, const std::string& member_id, std::span<const std::string> hub_ids,
                     Timestamp now);

}  // namespace ourplace::asks
