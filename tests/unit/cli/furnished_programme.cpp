#include "unit/cli/furnished_programme.hpp"

#include <cstddef>
#include <stdexcept>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "asks/champion_tables.hpp"
#include "cli/composition.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;

std::string member(Transaction& tx, const std::string& name, Timestamp now) {
    return accounts::create_member(tx, {.name = *accounts::member_name("name", name), .passphrase_hash = {}}, now)
        ->member_id;
}

void make_hubs(Transaction& tx, FurnishedProgramme& made, std::size_t count, Timestamp now) {
    std::string district;
    for (std::size_t hub = 0; hub < count; ++hub) {
        if (hub == 0 || !asks::are_neighbours(hub - 1, hub))
            district = hubs::create_place(tx, "District of Hub " + std::to_string(hub), {})->place_id();
        made.place_ids.push_back(hubs::create_place(tx, "Place " + std::to_string(hub), district)->place_id());
        made.hub_ids.push_back(*hubs::create_hub(tx,
                                                 {.name = "Hub " + std::to_string(hub),
                                                  .purpose = "We help each other.",
                                                  .place_id = made.place_ids.back(),
                                                  .paint = 1},
                                                 now));
        made.organiser_ids.push_back(member(tx, "Organiser " + std::to_string(hub), now));
        hubs::join_hub(tx, made.hub_ids.back(), made.organiser_ids.back(), hubs::Role::organiser, now);
    }
}

void make_champion(Transaction& tx, FurnishedProgramme& made, const asks::SimulatedChampion& champion, Timestamp now) {
    const auto& candidate = champion.candidate;
    made.champion_ids.push_back(member(tx, "Champion " + std::to_string(made.champion_ids.size()), now));
    const auto& id = made.champion_ids.back();
    hubs::join_hub(tx, made.hub_ids.at(champion.hub), id, hubs::Role::member, now);
    accounts::set_champion(tx, id, accounts::Champion{.themes = candidate.themes, .about = "I have been there."});
    const asks::ChampionProfile profile{.languages = candidate.languages,
                                        .place_ids = {made.place_ids.at(champion.hub)},
                                        .can_help_with = {},
                                        .cannot_help_with = {}};
    if (!asks::set_champion(tx, id, {.availability = candidate.availability, .profile = profile}, now))
        throw std::runtime_error("no Champion");
}

}  // namespace

FurnishedProgramme furnish(const std::filesystem::path& data, const asks::SimulationOptions& options,
                           const asks::Programme& people) {
    Settings settings;
    settings.data = data;
    const auto database = open_store(settings);
    if (!database) throw std::runtime_error(database.error().message);
    FurnishedProgramme made;
    const auto now = options.begins_at;
    const auto done = (*database)->write_now([&](Transaction& tx) -> Result<int> {
        accounts::name_programme(tx, "Our Place", now);
        make_hubs(tx, made, asks::hub_count(options), now);
        for (const auto& champion : people.champions) make_champion(tx, made, champion, now);
        for (const auto& ask : people.asks) {
            made.asker_ids.push_back(member(tx, "Asker " + std::to_string(made.asker_ids.size()), now));
            hubs::join_hub(tx, made.hub_ids.at(ask.hub), made.asker_ids.back(), hubs::Role::member, now);
        }
        return 0;
    });
    if (!done) throw std::runtime_error(done.error().message);
    return made;
}

}  // namespace ourplace::cli
