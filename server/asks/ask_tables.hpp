// Asks as they stand. Nothing here tells anybody (ask_changes.hpp does). Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "asks/ask_rules.hpp"
#include "asks/widening_rules.hpp"
#include "base/clock.hpp"
#include "ourplace/v1/asks.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// All tables of Asks and their Matches.
[[nodiscard]] std::span<const store::Migration> migrations();

struct HandoverWish {
    // Empty: to whoever accepts it.
    std::string to;
    std::string note;
    // 0: none was proposed.
    Timestamp proposed_at = 0;
};

struct Ask {
    std::string ask_id;
    std::string hub_id;
    std::string channel_id;
    // As others know them: a persona, if the name is private.
    std::string asker_id;
    std::string theme;
    std::string place_id;
    v1::Language language = v1::LANGUAGE_EN;
    Urgency urgency = Urgency::this_week;
    std::string preferred_id;
    State state = State::open;
    Timestamp opened_at = 0;
    Timestamp changed_at = 0;
    Progress progress = {};
    unsigned nudges = 0;
    Timestamp nudged_at = 0;
    HandoverWish handover = {};
    Outcome outcome = {};
    // 0: it has not ended.
    Timestamp closed_at = 0;
};

// What tells a retry from another Ask.
struct Opening {
    // 32 bytes made of who asks and their client id.
    std::string key;
    std::string fingerprint;
};
void insert(store::Transaction& tx, const Ask& ask, const Opening& opening);
// The Ask of an earlier call; `already_exists` if that said something else.
[[nodiscard]] Result<std::optional<std::string>> find_earlier(store::Transaction& tx, const Opening& opening);
void save(store::Transaction& tx, const Ask& ask);

[[nodiscard]] std::optional<Ask> find(store::Transaction& tx, std::string_view ask_id);
// Live ones that somebody asked, under whatever name, and those of a hub.
[[nodiscard]] std::vector<Ask> live_asks_by(store::Transaction& tx, std::string_view member_id);
[[nodiscard]] std::vector<Ask> live_asks_in(store::Transaction& tx, std::string_view hub_id);
// How many live ones somebody has asked, under whatever name.
[[nodiscard]] unsigned live_asks_of(store::Transaction& tx, std::string_view member_id);

enum class View : std::uint8_t { mine = 1, offered = 2, matched = 3, organising = 4 };
struct AskSearch {
    View view = View::mine;
    std::string member_id;
    // Empty: of all.
    std::string hub_id;
    // Empty: all.
    std::vector<State> states;
    // Behind this one, newest first; 0: from the newest.
    Timestamp opened_before = 0;
    std::string before_id;
    std::size_t at_most = 50;
};
[[nodiscard]] std::vector<Ask> search(store::Transaction& tx, const AskSearch& search);

// The organisers of its hub who may look after it: whoever asked is not among them.
[[nodiscard]] std::vector<std::string> organisers_for(store::Transaction& tx, const Ask& ask);
// The same, and administrators where there would be nobody.
[[nodiscard]] bool may_organise(store::Transaction& tx, const Ask& ask, std::string_view member_id);

// What both have said in its Thread: `champion_id` is who has it.
[[nodiscard]] Conversation conversation(store::Transaction& tx, const Ask& ask, std::string_view champion_id);
[[nodiscard]] bool asker_wrote_after(store::Transaction& tx, const Ask& ask, Timestamp after);

// The words as they stand now; empty if they were taken back.
[[nodiscard]] std::string text_of(store::Transaction& tx, const Ask& ask);

// Keeps what happened: an entry each, under a hash over all before it.
struct Happening {
    Actor who = Actor::programme;
    // As others know them; empty for the programme.
    std::string actor_id;
    Action action = Action::open;
    State before = State::open;
    State after = State::open;
};
void keep(store::Transaction& tx, std::string_view ask_id, const Happening& happening, Timestamp now);
// Whether whoever had it has gone, without the asker's doing, and nobody has it since.
[[nodiscard]] bool champion_left(store::Transaction& tx, std::string_view ask_id);
// Whether nobody has changed, taken out or added an entry since.
[[nodiscard]] bool entries_are_whole(store::Transaction& tx, std::string_view ask_id);

}  // namespace ourplace::asks
