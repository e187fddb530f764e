// What Champions have said about their hours and themselves, and who is kept apart. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "asks/availability_rules.hpp"
#include "asks/champion_rules.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// The tables of this file.
[[nodiscard]] std::span<const store::Migration> champion_migrations();

struct Champion {
    Availability availability;
    ChampionProfile profile;
};
// As they said or, for a Champion who has not said anything, as it holds for them; none for anybody else.
[[nodiscard]] std::optional<Champion> find_champion(store::Transaction& tx, std::string_view member_id);
// `not_found` on "profile.place_ids". Tells their own devices.
[[nodiscard]] Result<void> set_champion(store::Transaction& tx, const std::string& member_id, const Champion& champion,
                                        Timestamp now);

enum class Apart : std::uint8_t { blocked = 1, conflict = 2 };
// `not_found` on "member_id" for nobody, `invalid_argument` for oneself. Tells the member's own devices; saying the same
// again is no news.
[[nodiscard]] Result<void> keep_apart(store::Transaction& tx, const std::string& member_id, const std::string& other_id,
                                      Apart why, Timestamp now);
void bring_together(store::Transaction& tx, const std::string& member_id, const std::string& other_id, Apart why,
                    Timestamp now);

struct KeptApart {
    std::string member_id;
    std::string name;
    bool blocked = false;
    bool conflict = false;
};
// Whom the member keeps apart from, by name.
[[nodiscard]] std::vector<KeptApart> list_kept_apart(store::Transaction& tx, std::string_view member_id);

// Who is never offered an Ask of this person, whichever of the two said so, and under whichever name they knew the other.
// People, never personas: for matching alone.
struct NeverOffered {
    std::vector<std::string> blocked_ids;
    std::vector<std::string> conflict_ids;
};
[[nodiscard]] NeverOffered never_offered(store::Transaction& tx, std::string_view asker_id);

// One line for each fault; none: all is well.
[[nodiscard]] std::vector<std::string> check_champions(store::Transaction& tx);

}  // namespace ourplace::asks
