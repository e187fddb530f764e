// What insights read of the other rooms' tables. Nothing here writes, and who is behind a private name is never looked up.
// Store threads only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "insights/insights_rules.hpp"
#include "insights/release_rules.hpp"
#include "insights/report_rules.hpp"
#include "store/transaction.hpp"

namespace ourplace::insights {

struct Named {
    std::string id;
    std::string name;
};

// Every hub and place, each by name.
struct Map {
    std::vector<Named> hubs;
    std::vector<Named> places;
    Geography geography;

    [[nodiscard]] std::optional<std::size_t> hub(std::string_view hub_id) const;
    [[nodiscard]] std::optional<std::size_t> place(std::string_view place_id) const;
};
[[nodiscard]] Map read_map(store::Transaction& tx);
// By number; of an administrator all.
[[nodiscard]] std::vector<std::size_t> hubs_looked_after(store::Transaction& tx, const accounts::Caller& caller,
                                                         const Map& map);
// Whether they run the hub; an administrator need not.
[[nodiscard]] bool organises(store::Transaction& tx, std::string_view member_id, std::string_view hub_id);

[[nodiscard]] std::optional<Timestamp> first_ask_at(store::Transaction& tx);

struct Facts {
    std::vector<QuarterFacts> quarters;
    std::vector<TakenUp> taken_up;
};
// Of whole quarters, as they stood when each was settled; all hubs.
[[nodiscard]] Facts read_facts(store::Transaction& tx, const Map& map, const Quarters& quarters);

// Nobody had answered it at that time.
struct Waiting {
    std::size_t hub = 0;
    std::size_t theme = no_theme;
    std::string asker_id;
    std::int64_t waited_us = 0;
};
[[nodiscard]] std::vector<Waiting> waiting_at(store::Transaction& tx, const Map& map, Timestamp at);

struct ChampionOf {
    std::size_t hub = 0;
    std::string member_id;
};
[[nodiscard]] std::vector<ChampionOf> champions(store::Transaction& tx, const Map& map);
[[nodiscard]] std::string name_of(store::Transaction& tx, std::string_view member_id);

// In the library now, newest first.
struct PublishedStory {
    StoryFact fact;
    std::string story_id;
    std::string title;
    std::string what_changed;
    std::int64_t language = 0;
};
[[nodiscard]] std::vector<PublishedStory> published(store::Transaction& tx, const Map& map, const Quarters& quarters);

}  // namespace ourplace::insights
