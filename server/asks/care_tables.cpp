#include "asks/care_tables.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "asks/care_rules.hpp"
#include "asks/champion_tables.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

// The prompt to rest, of which everybody has one; the others have the id of their Concern.
constexpr std::string_view rest_id = "rest";
constexpr Timestamp shown_for_us = 60 * microseconds_per_day;
constexpr std::size_t most_shown = 20;

// member_id: as others know them, so that whoever keeps their name private in an Ask stands under it here too.
constexpr std::string_view table = R"sql(
    CREATE TABLE care_prompt (
        member_id TEXT NOT NULL REFERENCES member (member_id),
        prompt_id TEXT NOT NULL,
        kind BIGINT NOT NULL,
        since_us BIGINT NOT NULL,
        answered_at_us BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (member_id, prompt_id)
    );
)sql";

constexpr std::array steps{store::Migration{.name = "asks: how people are", .sqlite = table, .postgres = {}}};

constexpr std::string_view of_member =
    "(member_id = $1 OR member_id IN (SELECT persona_id FROM persona WHERE member_id = $1))";

void insert(Transaction& tx, const std::string& member_id, const std::string& prompt_id, v1::CarePrompt::Kind kind,
            Timestamp now) {
    tx.execute(R"sql(
        INSERT INTO care_prompt (member_id, prompt_id, kind, since_us) VALUES ($1, $2, $3, $4)
        ON CONFLICT (member_id, prompt_id) DO NOTHING)sql",
               member_id, prompt_id, kind, now);
}

struct Load {
    std::array<Week, weeks_looked_at> weeks;
    // Begin and end of each Ask that they had lately.
    std::vector<std::pair<Timestamp, Timestamp>> asks;

    // How many they had in so many weeks.
    [[nodiscard]] unsigned asks_in(unsigned count, Timestamp now) const {
        const auto from = now - count * microseconds_per_week;
        return static_cast<unsigned>(std::ranges::count_if(asks, [&](const auto& ask) { return ask.second > from; }));
    }
};

// A week ends now, or a whole number of weeks ago.
Load load_of(Transaction& tx, const std::string& member_id, const std::string& zone, Timestamp now) {
    Load load;
    const auto from = now - static_cast<Timestamp>(weeks_looked_at) * microseconds_per_week;
    for (const auto& row : tx.query(R"sql(
             SELECT ask_match.answered_at_us, CASE WHEN ask_match.ended_at_us > 0 THEN ask_match.ended_at_us
                                                   WHEN ask.closed_at_us > 0 THEN ask.closed_at_us ELSE $3 END
             FROM ask_match JOIN ask ON ask.ask_id = ask_match.ask_id
             WHERE ask_match.member_id = $1 AND ask_match.answered_at_us > 0 AND ask_match.state IN (2, 5)
               AND (ask_match.ended_at_us = 0 OR ask_match.ended_at_us > $2)
               AND (ask.closed_at_us = 0 OR ask.closed_at_us > $2))sql",
                                    member_id, from, now))
        load.asks.emplace_back(row.integer(0), row.integer(1));
    std::array<std::set<std::int64_t>, weeks_looked_at> days;
    for (const auto& row : tx.query(R"sql(
             SELECT message.sent_at_us FROM ask_match JOIN ask ON ask.ask_id = ask_match.ask_id
             JOIN message ON message.channel_id = ask.channel_id AND message.author_id = $1
             WHERE ask_match.member_id = $1 AND ask_match.answered_at_us > 0 AND message.sent_at_us > $2
               AND message.sent_at_us <= $3)sql",
                                    member_id, from, now)) {
        const auto week = static_cast<std::size_t>((now - row.integer(0)) / microseconds_per_week);
        days.at(week).insert(day_of(events::to_wall(row.integer(0), zone)));
    }
    for (std::size_t week = 0; week < weeks_looked_at; ++week) {
        const auto end = now - static_cast<Timestamp>(week) * microseconds_per_week;
        load.weeks.at(week) = {
            .asks = static_cast<unsigned>(std::ranges::count_if(
                load.asks,
                [&](const auto& ask) { return ask.first <= end && ask.second > end - microseconds_per_week; })),
            .active_days = static_cast<unsigned>(days.at(week).size())};
    }
    return load;
}

std::optional<v1::CarePrompt> rest(Transaction& tx, const std::string& member_id, Timestamp now) {
    const auto champion = find_champion(tx, member_id);
    if (!champion) return std::nullopt;
    const auto answered = tx.query_one("SELECT answered_at_us FROM care_prompt WHERE member_id = $1 AND prompt_id = $2",
                                       member_id, rest_id);
    const auto load = load_of(tx, member_id, champion->availability.zone, now);
    const auto heavy = needs_rest(load.weeks, champion->availability, answered ? answered->integer(0) : 0, now);
    if (!heavy) return std::nullopt;
    v1::CarePrompt prompt;
    prompt.set_prompt_id(std::string(rest_id));
    prompt.set_kind(v1::CarePrompt::KIND_REST);
    prompt.set_since_us(now);
    prompt.set_weeks(heavy->weeks);
    prompt.set_asks(load.asks_in(heavy->weeks, now));
    prompt.set_active_days(heavy->active_days);
    return prompt;
}

// A longer pause stays as it is.
Result<Timestamp> pause_a_week(Transaction& tx, const std::string& member_id, Timestamp now) {
    auto champion = *find_champion(tx, member_id);
    auto& until = champion.availability.paused_until;
    if (until < now + rest_us) {
        until = now + rest_us;
        if (auto set = set_champion(tx, member_id, champion, now); !set) return std::unexpected(set.error());
    }
    return until;
}

Error no_such_prompt() { return Error::not_found("prompt_id", "You are not asked this."); }

}  // namespace

std::span<const store::Migration> care_migrations() { return steps; }

void ask_after_concern(Transaction& tx, const std::string& concern_id, const std::string& raised_by,
                       const std::string& taken_up_by, Timestamp now) {
    if (!taken_up_by.empty()) insert(tx, taken_up_by, concern_id, v1::CarePrompt::KIND_AFTER_HANDLING, now);
    insert(tx, raised_by, concern_id, v1::CarePrompt::KIND_AFTER_RAISING, now);
}

std::vector<v1::CarePrompt> care_prompts(Transaction& tx, const std::string& member_id, Timestamp now) {
    std::vector<v1::CarePrompt> found;
    if (auto first = rest(tx, member_id, now)) found.push_back(std::move(*first));
    for (const auto& row :
         tx.query("SELECT prompt_id, kind, since_us FROM care_prompt WHERE " + std::string(of_member) +
                      " AND answered_at_us = 0 AND since_us > $2 AND prompt_id <> $3"
                      " ORDER BY since_us DESC, prompt_id LIMIT $4",
                  member_id, now - shown_for_us, rest_id, most_shown - found.size())) {
        auto& prompt = found.emplace_back();
        prompt.set_prompt_id(row.text(0));
        prompt.set_kind(static_cast<v1::CarePrompt::Kind>(row.integer(1)));
        prompt.set_since_us(row.integer(2));
    }
    return found;
}

Result<Timestamp> answer_care_prompt(Transaction& tx, const std::string& member_id, const std::string& prompt_id,
                                     v1::AnswerCarePromptRequest::Answer answer, Timestamp now) {
    const auto pauses = answer == v1::AnswerCarePromptRequest::ANSWER_PAUSE_A_WEEK;
    if (prompt_id == rest_id) {
        if (!find_champion(tx, member_id)) return std::unexpected(no_such_prompt());
        insert(tx, member_id, prompt_id, v1::CarePrompt::KIND_REST, now);
    } else if (pauses) {
        return std::unexpected(Error::invalid("answer", "Only the prompt to rest is answered with a pause."));
    }
    const auto answered =
        tx.execute("UPDATE care_prompt SET answered_at_us = $3 WHERE " + std::string(of_member) + " AND prompt_id = $2",
                   member_id, prompt_id, now);
    if (answered == 0) return std::unexpected(no_such_prompt());
    if (pauses) return pause_a_week(tx, member_id, now);
    const auto champion = find_champion(tx, member_id);
    return champion ? champion->availability.paused_until : 0;
}

}  // namespace ourplace::asks
