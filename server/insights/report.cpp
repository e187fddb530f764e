#include "insights/report.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "accounts/accounts_rules.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::insights {
namespace {

using store::Transaction;

constexpr std::size_t most_outcomes = 10;

void set_figure(const Figure& figure, v1::InsightsFigure& wire) {
    switch (figure.kind) {
        case Figure::Kind::shown: wire.set_kind(v1::InsightsFigure::KIND_SHOWN); break;
        case Figure::Kind::fewer_than_five: wire.set_kind(v1::InsightsFigure::KIND_FEWER_THAN_FIVE); break;
        case Figure::Kind::at_least: wire.set_kind(v1::InsightsFigure::KIND_AT_LEAST); break;
        case Figure::Kind::not_shown: wire.set_kind(v1::InsightsFigure::KIND_NOT_SHOWN); break;
    }
    wire.set_count(static_cast<std::uint32_t>(figure.count));
}

void set_band(const Band& band, v1::InsightsBand& wire) {
    wire.set_least(band.least);
    wire.set_most(band.most);
}

// Everything that was read for one report.
struct Sources {
    std::vector<QuarterFacts> quarters;
    std::vector<StoryFact> stories;
};

void set_row(const Slice& slice, const Sources& sources, v1::InsightsRow& wire) {
    const auto row = row_of(slice, sources.quarters, sources.stories);
    set_figure(row.asked, *wire.mutable_asked());
    if (row.answered) set_figure(*row.answered, *wire.mutable_answered());
    if (row.unanswered) set_figure(*row.unanswered, *wire.mutable_unanswered());
    wire.set_half_within_minutes(row.half_within_minutes);
    wire.set_nine_of_ten_within_minutes(row.nine_of_ten_within_minutes);
    wire.set_goes_unmet(row.goes_unmet);
    wire.set_stories(static_cast<std::uint32_t>(row.stories));
}

Slice whole(const View& view) {
    return {.scope = view.scope(), .theme = view.theme(), .month = std::nullopt, .quarters = view.quarters()};
}

Scope both(const Scope& left, const Scope& right) {
    Scope scope(left.size());
    for (std::size_t hub = 0; hub < scope.size(); ++hub) scope[hub] = left[hub] && right[hub];
    return scope;
}

class Rows {
  public:
    Rows(const View& view, const Sources& sources, v1::GetInsightsResponse& response)
        : view_(view), sources_(sources), response_(response) {}

    void add_all() {
        switch (view_.by()) {
            case By::hub: return add_hubs();
            case By::place: return add_places();
            case By::theme: return add_themes();
            case By::month: return add_months();
            case By::quarter: return add_quarters();
        }
    }

  private:
    void add(const Slice& slice, std::string key, std::string name = {}) {
        auto& row = *response_.add_rows();
        row.set_key(std::move(key));
        row.set_name(std::move(name));
        set_row(slice, sources_, row);
    }

    void add_hubs() {
        for (std::size_t hub = 0; hub < view_.map().hubs.size(); ++hub) {
            if (!view_.scope()[hub]) continue;
            auto slice = whole(view_);
            slice.scope = one_hub(view_.map().geography, hub);
            add(slice, view_.map().hubs[hub].id, view_.map().hubs[hub].name);
        }
    }

    // Those that have a hub of the scope.
    void add_places() {
        for (std::size_t place = 0; place < view_.map().places.size(); ++place) {
            auto slice = whole(view_);
            slice.scope = both(view_.scope(), in_place(view_.map().geography, place));
            if (std::ranges::find(slice.scope, true) != slice.scope.end())
                add(slice, view_.map().places[place].id, view_.map().places[place].name);
        }
    }

    void add_themes() {
        for (std::size_t theme = 0; theme <= no_theme; ++theme) {
            auto slice = whole(view_);
            slice.theme = theme;
            add(slice, theme == no_theme ? "other" : std::string(accounts::programme_themes.at(theme)));
        }
    }

    void add_months() {
        const auto last = view_.quarters().last.last_month();
        for (auto month = view_.quarters().first.first_month(); month <= last; ++month.number) {
            auto slice = whole(view_);
            slice.month = month;
            add(slice, to_text(month));
        }
    }

    void add_quarters() {
        for (auto quarter = view_.quarters().first; quarter <= view_.quarters().last; ++quarter.number) {
            auto slice = whole(view_);
            slice.quarters = {.first = quarter, .last = quarter};
            add(slice, to_text(quarter.first_month()));
        }
    }

    const View& view_;
    const Sources& sources_;
    v1::GetInsightsResponse& response_;
};

void set_endings(const View& view, const Sources& sources, v1::InsightsEndings& wire) {
    const auto slice = whole(view);
    const auto set = [&](Attribute attribute, std::size_t column, v1::InsightsFigure& figure) {
        set_figure(figure_of(slice, sources.quarters, attribute, column), figure);
    };
    set(Attribute::ending, 0, *wire.mutable_helped());
    set(Attribute::ending, 1, *wire.mutable_helped_partly());
    set(Attribute::ending, 2, *wire.mutable_not_helped());
    set(Attribute::ending, 3, *wire.mutable_closed_by_organiser());
    set(Attribute::ending, 4, *wire.mutable_withdrawn());
    set(Attribute::ending, 5, *wire.mutable_still_open());
    set(Attribute::handover, yes, *wire.mutable_handed_over());
    set(Attribute::escalation, yes, *wire.mutable_came_to_organisers());
}

void set_waiting(Transaction& tx, const View& view, Timestamp now, v1::InsightsWaiting& wire) {
    const std::string zone(calendar_zone);
    const auto today = events::to_utc(WallTime{day_of(events::to_wall(now, zone)) * minutes_per_day}, zone);
    std::size_t asks = 0;
    std::set<std::string> askers;
    std::int64_t longest = 0;
    for (const auto& waiting : waiting_at(tx, view.map(), today)) {
        if (!view.scope().at(waiting.hub) || (view.theme() && waiting.theme != *view.theme())) continue;
        ++asks;
        askers.insert(waiting.asker_id);
        longest = std::max(longest, waiting.waited_us);
    }
    // So many Asks of fewer people say as much as fewer Asks.
    const bool tells = askers.size() >= fewest_counted;
    set_band(band_of(tells ? asks : 0), *wire.mutable_asks());
    if (tells) wire.set_longest_minutes(minutes_within(longest));
}

void set_load(Transaction& tx, const View& view, const Sources& sources, const std::vector<TakenUp>& taken_up,
              v1::InsightsLoad& wire) {
    std::set<std::string> here;
    for (const auto& champion : champions(tx, view.map()))
        if (view.scope().at(champion.hub)) here.insert(champion.member_id);
    const auto load = load_of(whole(view), sources.quarters, taken_up, here);
    if (load.gini_percent) wire.set_gini_percent(*load.gini_percent);
    std::map<std::pair<unsigned, unsigned>, unsigned> shares;
    for (const auto& [member_id, band] : load.bands) {
        ++shares[{band.least, band.most}];
        if (!view.names_champions()) continue;
        auto& champion = *wire.add_named();
        champion.set_member_id(member_id);
        champion.set_name(name_of(tx, member_id));
        set_band(band, *champion.mutable_took_up());
    }
    std::ranges::sort(*wire.mutable_named(), {}, [](const v1::InsightsChampion& one) { return one.name(); });
    wire.set_champions(static_cast<std::uint32_t>(load.bands.size()));
    for (const auto& [band, champions] : shares) {
        auto& share = *wire.add_shares();
        set_band({.least = band.first, .most = band.second}, *share.mutable_took_up());
        share.set_champions(champions);
    }
}

void add_outcomes(const View& view, const std::vector<PublishedStory>& stories, v1::GetInsightsResponse& response) {
    for (const auto& story : stories) {
        if (!view.scope().at(story.fact.hub)) continue;
        if (view.theme() && std::ranges::find(story.fact.themes, *view.theme()) == story.fact.themes.end()) continue;
        if (response.outcomes_size() == static_cast<int>(most_outcomes)) return;
        auto& outcome = *response.add_outcomes();
        outcome.set_story_id(story.story_id);
        outcome.set_title(story.title);
        outcome.set_what_changed(story.what_changed);
        outcome.set_language(static_cast<v1::Language>(story.language));
    }
}

}  // namespace

Result<View> viewing(Transaction& tx, const accounts::Caller& caller, const v1::GetInsightsRequest& request,
                     Timestamp now) {
    if (!request.hub_id().empty() && !request.place_id().empty())
        return std::unexpected(Error::invalid("place_id", "Choose a hub or a place, not both."));
    View view;
    view.map_ = read_map(tx);
    if (!request.hub_id().empty()) {
        const auto hub = view.map_.hub(request.hub_id());
        if (!hub) return std::unexpected(Error::not_found("hub_id", "There is no such hub."));
        view.names_champions_ = organises(tx, caller.member_id, request.hub_id());
        if (!view.names_champions_ && !caller.is_administrator) {
            return std::unexpected(Error::permission_denied(
                "hub_id", "Only the organisers of this hub and administrators see its insights."));
        }
        view.scope_ = one_hub(view.map_.geography, *hub);
    } else if (!caller.is_administrator) {
        return std::unexpected(Error::permission_denied(
            "", "Only administrators see insights of places and of the whole programme. Organisers choose their hub."));
    } else if (!request.place_id().empty()) {
        const auto place = view.map_.place(request.place_id());
        if (!place) return std::unexpected(Error::not_found("place_id", "There is no such place."));
        view.scope_ = in_place(view.map_.geography, *place);
    } else {
        view.scope_ = whole_programme(view.map_.geography);
    }
    const auto theme = insights::theme(request.theme());
    if (!theme) return std::unexpected(theme.error());
    view.theme_ = *theme;
    const auto by = insights::by(request.by(), request.theme());
    if (!by) return std::unexpected(by.error());
    view.by_ = *by;
    const auto quarters = wanted(request.from_month(), request.to_month(), with_figures(first_ask_at(tx), now));
    if (!quarters) return std::unexpected(quarters.error());
    view.quarters_ = *quarters;
    return view;
}

v1::GetInsightsResponse report(Transaction& tx, const View& view, Timestamp now) {
    v1::GetInsightsResponse response;
    response.set_by(static_cast<v1::InsightsBy>(view.by()));
    response.set_next_at_us(next_figures_at(now));
    set_waiting(tx, view, now, *response.mutable_waiting());
    if (view.quarters().empty()) return response;
    response.set_from_month(to_text(view.quarters().first.first_month()));
    response.set_to_month(to_text(view.quarters().last.last_month()));
    auto facts = read_facts(tx, view.map(), view.quarters());
    const auto stories = published(tx, view.map(), view.quarters());
    Sources sources{.quarters = std::move(facts.quarters), .stories = {}};
    for (const auto& story : stories) sources.stories.push_back(story.fact);
    set_row(whole(view), sources, *response.mutable_total());
    Rows(view, sources, response).add_all();
    if (!view.theme()) {
        set_endings(view, sources, *response.mutable_endings());
        set_load(tx, view, sources, facts.taken_up, *response.mutable_load());
    }
    add_outcomes(view, stories, response);
    return response;
}

}  // namespace ourplace::insights
