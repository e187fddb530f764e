#include "insights/release_rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "unit/insights/attacker.hpp"

namespace ourplace::insights {
namespace {

using Kind = Figure::Kind;

Figure shown(std::size_t count) { return {.kind = Kind::shown, .count = count}; }
constexpr Figure not_shown{};
constexpr Figure few{.kind = Kind::fewer_than_five, .count = 0};

// Asks of a hub, each by somebody else, with their months.
class Asks {
  public:
    void add(std::size_t hub, std::vector<std::size_t> by_month, std::size_t unanswered = 0) {
        for (std::size_t month = 0; month < by_month.size(); ++month) {
            for (std::size_t ask = 0; ask < by_month[month]; ++ask) {
                AskFact fact{.hub = hub, .asker = facts.size()};
                fact.column.at(static_cast<std::size_t>(Attribute::month)) = static_cast<std::uint8_t>(month);
                if (unanswered > 0) {
                    fact.column.at(static_cast<std::size_t>(Attribute::answer)) = no;
                    --unanswered;
                }
                facts.push_back(fact);
            }
        }
    }
    std::vector<AskFact> facts;
};

// A county with a town of two hubs and a village of one.
const Geography county{.place_in = {std::nullopt, 0, 0}, .place_of_hub = {1, 1, 2}};

TEST(Release, CountsWhatIsAtLeastFiveAskersAndNobody) {
    Asks asks;
    asks.add(0, {5, 0, 7});
    asks.add(1, {5, 5, 5});
    asks.add(2, {6, 0, 0});
    const Release release(county, asks.facts);
    EXPECT_EQ(release.count(whole_programme(county)), shown(33));
    EXPECT_EQ(release.count(one_hub(county, 0)), shown(12));
    EXPECT_EQ(release.count(in_place(county, 1)), shown(27));
    EXPECT_EQ(release.count(one_hub(county, 0), Attribute::month, 0), shown(5));
    EXPECT_EQ(release.count(one_hub(county, 0), Attribute::month, 1), shown(0));
}

TEST(Release, OfNoAsksSaysNone) {
    const Release release(county, {});
    EXPECT_EQ(release.count(whole_programme(county)), shown(0));
    EXPECT_EQ(release.count(one_hub(county, 2)), shown(0));
    EXPECT_EQ(release.count(one_hub(county, 2), Attribute::theme, 3), shown(0));
}

TEST(Release, HidesAHubOfFewAndAnotherSoThatTheirPlaceDoesNotGiveItAway) {
    Asks asks;
    asks.add(0, {3, 0, 0});
    asks.add(1, {9, 0, 0});
    asks.add(2, {20, 0, 0});
    const Release release(county, asks.facts);
    EXPECT_EQ(release.count(one_hub(county, 0)), not_shown);
    EXPECT_EQ(release.count(one_hub(county, 1)), not_shown) << "or 12 less 9 would be 3";
    EXPECT_EQ(release.count(in_place(county, 1)), shown(12));
    EXPECT_EQ(release.count(one_hub(county, 2)), shown(20));
    EXPECT_EQ(release.count(whole_programme(county)), shown(32));
}

TEST(Release, SaysFewerThanFiveOfEachWhereThatLeavesAllOpen) {
    const Geography town{.place_in = {std::nullopt}, .place_of_hub = {0, 0, 0}};
    Asks asks;
    asks.add(0, {3});
    asks.add(1, {2});
    asks.add(2, {1});
    const Release release(town, asks.facts);
    EXPECT_EQ(release.count(one_hub(town, 0)), few);
    EXPECT_EQ(release.count(whole_programme(town)), shown(6));
    Asks more;
    more.add(0, {4});
    more.add(1, {4});
    more.add(2, {4});
    EXPECT_EQ(Release(town, more.facts).count(one_hub(town, 0)), not_shown) << "three of fewer than five make twelve";
}

TEST(Release, CountsPeopleNotAsks) {
    const Geography town{.place_in = {std::nullopt}, .place_of_hub = {0, 0}};
    Asks asks;
    asks.add(0, {9});
    for (auto& fact : asks.facts) fact.asker = 0;
    asks.add(1, {0, 30});
    const Release release(town, asks.facts);
    EXPECT_EQ(release.count(one_hub(town, 0)), not_shown) << "nine Asks of one person";
}

TEST(Release, HidesAMonthOfFewWithAnother) {
    const Geography town{.place_in = {std::nullopt}, .place_of_hub = {0}};
    Asks asks;
    asks.add(0, {2, 10, 20});
    const Release release(town, asks.facts);
    EXPECT_EQ(release.count(one_hub(town, 0)), shown(32));
    EXPECT_EQ(release.count(one_hub(town, 0), Attribute::month, 0), few) << "February hides how many";
    EXPECT_EQ(release.count(one_hub(town, 0), Attribute::month, 1), not_shown);
    EXPECT_EQ(release.count(one_hub(town, 0), Attribute::month, 2), shown(20));
}

TEST(Release, HidesHowManyWereAnsweredWhereFewWereNot) {
    Asks asks;
    asks.add(0, {10}, 2);
    asks.add(1, {10}, 4);
    asks.add(2, {20}, 6);
    const Release release(county, asks.facts);
    EXPECT_EQ(release.count(one_hub(county, 0), Attribute::answer, no), not_shown)
        << "of two sharing six, one may have five";
    EXPECT_EQ(release.count(in_place(county, 1), Attribute::answer, no), shown(6));
    EXPECT_EQ(release.count(in_place(county, 1), Attribute::answer, yes), shown(14));
    EXPECT_EQ(release.count(whole_programme(county), Attribute::answer, no), shown(12));
}

TEST(Release, OfAProgrammeOfFewSaysNothingElse) {
    Asks asks;
    asks.add(0, {1});
    asks.add(2, {0, 3});
    const Release release(county, asks.facts);
    for (const auto& column : columns()) {
        EXPECT_EQ(release.count(whole_programme(county), column.attribute, column.column), few);
        EXPECT_EQ(release.count(one_hub(county, 1), column.attribute, column.column), few);
    }
}

// Every set of hubs, and every two columns, whether some table has them or not.
std::vector<Target> targets(const Geography& geography) {
    std::vector<Target> all;
    const auto hubs = geography.place_of_hub.size();
    for (std::size_t set = 1; set < (std::size_t{1} << hubs); ++set) {
        Scope scope(hubs);
        for (std::size_t hub = 0; hub < hubs; ++hub) scope[hub] = (set >> hub) % 2 == 1;
        for (const auto& one : columns())
            for (const auto& other : columns())
                if (one == other || one.attribute < other.attribute)
                    all.push_back({.scope = scope, .one = one, .other = other});
    }
    return all;
}

struct Published {
    Target target;
    Figure figure;
};
std::vector<Published> everything(const SmallProgramme& programme, const Release& release) {
    std::vector<Published> all;
    for (const auto& scope : programme.scopes()) {
        for (const auto& column : columns())
            all.push_back({.target = {.scope = scope, .one = column, .other = column},
                           .figure = release.count(scope, column.attribute, column.column)});
    }
    return all;
}

std::size_t asks_of(const Target& target, std::span<const AskFact> facts) {
    return static_cast<std::size_t>(std::ranges::count_if(facts, [&](const auto& fact) { return target.has(fact); }));
}

TEST(Release, TellsNobodyWhoSubtractsAllTablesOfFewerThanFiveAskers) {
    constexpr std::uint64_t programmes = 250;
    std::size_t hidden = 0;
    std::size_t told = 0;
    for (std::uint64_t seed = 1; seed <= programmes; ++seed) {
        Chance chance(seed);
        const auto programme = SmallProgramme::made_by(chance);
        const Release release(programme.geography, programme.facts);
        Equations equations(programme.geography.place_of_hub.size());
        for (const auto& [target, figure] : everything(programme, release)) {
            ++(figure.kind == Kind::shown ? told : hidden);
            if (figure.kind != Kind::shown) continue;
            equations.learn(target);
            EXPECT_EQ(figure.count, asks_of(target, programme.facts));
        }
        for (const auto& target : targets(programme.geography)) {
            const auto askers = target.askers(programme.facts);
            if (askers == 0 || askers >= fewest_counted) continue;
            ASSERT_FALSE(equations.tell(target)) << "seed " << seed << ": " << askers << " askers";
        }
    }
    // Neither everything nor nothing is hidden.
    EXPECT_GT(told, hidden / 4);
    EXPECT_GT(hidden, told / 4);
}

bool agrees(std::span<const AskFact> facts, const std::vector<Published>& published) {
    return std::ranges::all_of(published, [&](const Published& one) {
        const auto asks = asks_of(one.target, facts);
        switch (one.figure.kind) {
            case Kind::shown: return asks == one.figure.count;
            case Kind::fewer_than_five: return asks < fewest_counted;
            default: return true;
        }
    });
}

// An Ask comes or goes, or becomes another's, in its hub or in one of its columns.
void change(Chance& chance, const SmallProgramme& programme, std::vector<AskFact>& facts) {
    if (facts.empty() || draw(chance, 0, 9) == 0) return facts.push_back({.hub = 0});
    if (draw(chance, 0, 9) == 0) return facts.pop_back();
    auto& one = facts.at(draw(chance, 0, facts.size() - 1));
    auto& other = facts.at(draw(chance, 0, facts.size() - 1));
    const auto hubs = programme.geography.place_of_hub.size();
    const auto attribute = draw(chance, 0, 3);
    if (attribute == 0) {
        one.hub = draw(chance, 0, hubs - 1);
    } else if (draw(chance, 0, 3) == 0) {
        const std::size_t columns = attribute == 1 ? 3 : 2;
        one.column.at(attribute) = static_cast<std::uint8_t>(draw(chance, 0, columns - 1));
    } else {
        std::swap(one.column.at(attribute), other.column.at(attribute));
    }
}

// Whatever else may be concluded from figures that are whole numbers and not below none, or from "fewer than five" being said:
// for each number that is hidden there is another programme of the same tables, in which it is another.
TEST(Release, OfADifferentProgrammeWouldBeTheSame) {
    constexpr std::uint64_t programmes = 150;
    constexpr int changes = 30'000;
    for (std::uint64_t seed = 1001; seed < 1001 + programmes; ++seed) {
        Chance chance(seed);
        const auto programme = SmallProgramme::made_by(chance);
        if (programme.facts.empty()) continue;
        const auto published = everything(programme, Release(programme.geography, programme.facts));
        std::vector<Target> secrets;
        for (const auto& [target, figure] : published) {
            const auto askers = target.askers(programme.facts);
            if (askers > 0 && askers < fewest_counted) secrets.push_back(target);
        }
        auto facts = programme.facts;
        for (int step = 0; step < changes && !secrets.empty(); ++step) {
            auto changed = facts;
            change(chance, programme, changed);
            if (!agrees(changed, published)) continue;
            facts = std::move(changed);
            std::erase_if(secrets, [&](const Target& target) {
                return asks_of(target, facts) != asks_of(target, programme.facts);
            });
        }
        EXPECT_TRUE(secrets.empty()) << "seed " << seed << ": " << secrets.size() << " can be told";
    }
}

}  // namespace
}  // namespace ourplace::insights
