#include "insights/insights_tables.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "accounts/accounts_rules.hpp"
#include "accounts/accounts_tables.hpp"
#include "asks/ask_rules.hpp"
#include "hubs/hub_rules.hpp"

namespace ourplace::insights {
namespace {

using store::Transaction;

std::vector<Named> named(Transaction& tx, std::string_view sql) {
    std::vector<Named> found;
    for (const auto& row : tx.query(sql)) found.push_back({.id = row.text(0), .name = row.text(1)});
    return found;
}

using Numbers = std::unordered_map<std::string, std::size_t>;
Numbers numbers_of(const std::vector<Named>& all) {
    Numbers numbers;
    for (std::size_t number = 0; number < all.size(); ++number) numbers.emplace(all[number].id, number);
    return numbers;
}

std::optional<std::size_t> find_in(const std::vector<Named>& all, std::string_view id) {
    const auto found = std::ranges::find(all, id, &Named::id);
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

std::size_t theme_number(std::string_view theme) {
    const auto found = std::ranges::find(accounts::programme_themes, theme);
    return static_cast<std::size_t>(found - accounts::programme_themes.begin());
}
static_assert(accounts::programme_themes.size() == no_theme);

std::vector<std::size_t> theme_numbers(std::string_view list) {
    std::vector<std::size_t> numbers;
    for (std::size_t number = 0; number < accounts::programme_themes.size(); ++number) {
        if (list.contains("," + std::string(accounts::programme_themes.at(number)) + ",")) numbers.push_back(number);
    }
    return numbers;
}

// What an Ask ended with by then, as columns_of has it.
std::size_t ending(asks::State state, std::int64_t helped, Timestamp closed_at, Timestamp by) {
    constexpr std::size_t withdrawn = 4;
    constexpr std::size_t open = 5;
    if (closed_at == 0 || closed_at > by) return open;
    if (state == asks::State::withdrawn) return withdrawn;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(helped, 1, 4) - 1);
}

struct Moments {
    Timestamp handed_over = 0;
    Timestamp escalated = 0;
    std::vector<std::pair<std::string, Timestamp>> accepted;
};
using MomentsOf = std::unordered_map<std::string, Moments>;

MomentsOf moments(Transaction& tx, Timestamp from, Timestamp until) {
    MomentsOf all;
    for (const auto& row :
         tx.query(R"sql(
             SELECT entry.ask_id, entry.action, entry.at_us, entry.actor_id
             FROM ask JOIN ask_entry AS entry ON entry.ask_id = ask.ask_id
             WHERE ask.opened_at_us >= $1 AND ask.opened_at_us < $2 AND entry.action IN ($3, $4, $5)
             ORDER BY entry.ask_id, entry.number)sql",
                  from, until, asks::Action::accept, asks::Action::escalate, asks::Action::hand_over)) {
        auto& of = all[row.text(0)];
        const auto at = row.integer(2);
        switch (static_cast<asks::Action>(row.integer(1))) {
            case asks::Action::accept: of.accepted.emplace_back(row.text(3), at); break;
            case asks::Action::escalate: of.escalated = of.escalated == 0 ? at : of.escalated; break;
            default: of.handed_over = of.handed_over == 0 ? at : of.handed_over; break;
        }
    }
    return all;
}

bool happened(Timestamp at, Timestamp by) { return at > 0 && at <= by; }

// Of the first human being other than the asker: in the Thread there are only the asker and whoever has or had the Ask.
constexpr std::string_view first_reply = R"sql(
    (SELECT message.sent_at_us FROM message
     WHERE message.channel_id = ask.channel_id AND message.author_id <> ask.asker_id AND message.author_is_bot = 0
     ORDER BY message.seq LIMIT 1))sql";

}  // namespace

std::optional<std::size_t> Map::hub(std::string_view hub_id) const { return find_in(hubs, hub_id); }
std::optional<std::size_t> Map::place(std::string_view place_id) const { return find_in(places, place_id); }

Map read_map(Transaction& tx) {
    Map map;
    map.places = named(tx, "SELECT place_id, name FROM place ORDER BY name_key, place_id");
    map.hubs = named(tx, "SELECT hub_id, name FROM hub ORDER BY name_key, hub_id");
    const auto places = numbers_of(map.places);
    for (const auto& row : tx.query("SELECT parent_place_id FROM place ORDER BY name_key, place_id"))
        map.geography.place_in.push_back(row.is_null(0) ? std::nullopt : std::optional(places.at(row.text(0))));
    for (const auto& row : tx.query("SELECT place_id FROM hub ORDER BY name_key, hub_id"))
        map.geography.place_of_hub.push_back(places.at(row.text(0)));
    return map;
}

std::vector<std::size_t> hubs_looked_after(Transaction& tx, const accounts::Caller& caller, const Map& map) {
    std::set<std::string> organised;
    for (const auto& row : tx.query("SELECT hub_id FROM hub_member WHERE member_id = $1 AND role = $2",
                                    caller.member_id, hubs::Role::organiser))
        organised.insert(row.text(0));
    std::vector<std::size_t> numbers;
    for (std::size_t hub = 0; hub < map.hubs.size(); ++hub)
        if (caller.is_administrator || organised.contains(map.hubs[hub].id)) numbers.push_back(hub);
    return numbers;
}

bool organises(Transaction& tx, std::string_view member_id, std::string_view hub_id) {
    return tx
        .query_one("SELECT 1 FROM hub_member WHERE hub_id = $1 AND member_id = $2 AND role = $3", hub_id, member_id,
                   hubs::Role::organiser)
        .has_value();
}

std::optional<Timestamp> first_ask_at(Transaction& tx) {
    const auto row = tx.query_one("SELECT MIN(opened_at_us) FROM ask");
    if (!row || row->is_null(0)) return std::nullopt;
    return row->integer(0);
}

Facts read_facts(Transaction& tx, const Map& map, const Quarters& quarters) {
    Facts facts;
    if (quarters.empty()) return facts;
    const auto from = beginning(quarters.first);
    const auto until = end(quarters.last);
    const auto hubs = numbers_of(map.hubs);
    const auto moments_of = moments(tx, from, until);
    std::vector<Timestamp> months;
    for (auto month = quarters.first.first_month(); month <= quarters.last.last_month(); ++month.number)
        months.push_back(beginning(month));
    std::map<Quarter, std::vector<AskFact>> of_quarter;
    for (auto quarter = quarters.first; quarter <= quarters.last; ++quarter.number) of_quarter[quarter];
    Numbers askers;
    const Moments none;
    for (const auto& row :
         tx.query("SELECT ask.ask_id, ask.hub_id, ask.asker_id, ask.theme, ask.opened_at_us, ask.state, "
                  "ask.helped, ask.closed_at_us, " +
                      std::string(first_reply) + " FROM ask WHERE ask.opened_at_us >= $1 AND ask.opened_at_us < $2",
                  from, until)) {
        const auto opened_at = row.integer(4);
        const auto since = std::ranges::upper_bound(months, opened_at) - months.begin() - 1;
        const Month month{quarters.first.first_month().number + static_cast<int>(since)};
        const auto quarter = quarter_of(month);
        const auto by = settled_at(quarter);
        const auto found = moments_of.find(row.text(0));
        const auto& moment = found == moments_of.end() ? none : found->second;
        AskFact fact{.hub = hubs.at(row.text(1)),
                     .asker = askers.try_emplace(row.text(2), askers.size()).first->second};
        if (!row.is_null(8) && row.integer(8) <= by) fact.answered_after_us = row.integer(8) - opened_at;
        const auto set = [&](Attribute attribute, std::size_t column) {
            fact.column.at(static_cast<std::size_t>(attribute)) = static_cast<std::uint8_t>(column);
        };
        const auto theme = theme_number(row.text(3));
        set(Attribute::month, static_cast<std::size_t>(month.number - quarter.first_month().number));
        set(Attribute::theme, theme);
        set(Attribute::answer, fact.answered_after_us ? yes : no);
        set(Attribute::ending, ending(static_cast<asks::State>(row.integer(5)), row.integer(6), row.integer(7), by));
        set(Attribute::handover, happened(moment.handed_over, by) ? yes : no);
        set(Attribute::escalation, happened(moment.escalated, by) ? yes : no);
        for (const auto& [member_id, at] : moment.accepted)
            if (happened(at, by))
                facts.taken_up.push_back({.hub = fact.hub, .quarter = quarter, .member_id = member_id});
        of_quarter.at(quarter).push_back(fact);
    }
    for (auto& [quarter, some] : of_quarter) {
        Release release(map.geography, some);
        facts.quarters.push_back({.quarter = quarter, .facts = std::move(some), .release = std::move(release)});
    }
    return facts;
}

std::vector<Waiting> waiting_at(Transaction& tx, const Map& map, Timestamp at) {
    const auto hubs = numbers_of(map.hubs);
    std::vector<Waiting> waiting;
    for (const auto& row : tx.query(R"sql(
             SELECT ask.hub_id, ask.theme, ask.asker_id, ask.opened_at_us FROM ask
             WHERE ask.opened_at_us < $1 AND (ask.closed_at_us = 0 OR ask.closed_at_us >= $1)
             AND NOT EXISTS (SELECT 1 FROM message WHERE message.channel_id = ask.channel_id
                             AND message.author_id <> ask.asker_id AND message.author_is_bot = 0
                             AND message.sent_at_us < $1))sql",
                                    at)) {
        waiting.push_back({.hub = hubs.at(row.text(0)),
                           .theme = theme_number(row.text(1)),
                           .asker_id = row.text(2),
                           .waited_us = at - row.integer(3)});
    }
    return waiting;
}

std::vector<ChampionOf> champions(Transaction& tx, const Map& map) {
    const auto hubs = numbers_of(map.hubs);
    std::vector<ChampionOf> all;
    for (const auto& row : tx.query(R"sql(
             SELECT hub_member.hub_id, member.member_id
             FROM hub_member JOIN member ON member.member_id = hub_member.member_id
             WHERE member.champion_themes IS NOT NULL)sql")) {
        all.push_back({.hub = hubs.at(row.text(0)), .member_id = row.text(1)});
    }
    return all;
}

std::string name_of(Transaction& tx, std::string_view member_id) {
    const auto member = accounts::find_member(tx, member_id);
    return member ? member->name : std::string();
}

std::vector<PublishedStory> published(Transaction& tx, const Map& map, const Quarters& quarters) {
    std::vector<PublishedStory> stories;
    if (quarters.empty()) return stories;
    const auto hubs = numbers_of(map.hubs);
    for (const auto& row : tx.query(R"sql(
             SELECT story.hub_id, story.published_at_us, wording.themes, story.story_id, wording.title, wording.changed,
                    wording.language
             FROM story JOIN story_version AS wording ON wording.story_id = story.story_id
                                                     AND wording.version = story.published_version
             WHERE story.published_version > 0 AND story.published_at_us >= $1 AND story.published_at_us < $2
             ORDER BY story.published_at_us DESC, story.story_id)sql",
                                    beginning(quarters.first), end(quarters.last))) {
        stories.push_back({.fact = {.hub = hubs.at(row.text(0)),
                                    .month = month_at(row.integer(1)),
                                    .themes = theme_numbers(row.text(2))},
                           .story_id = row.text(3),
                           .title = row.text(4),
                           .what_changed = row.text(5),
                           .language = row.integer(6)});
    }
    return stories;
}

}  // namespace ourplace::insights
