#include "stories/suggestion_tables.hpp"

#include <charconv>
#include <limits>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "accounts/programme_tables.hpp"
#include "base/id.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/membership_tables.hpp"
#include "stories/library_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::stories {
namespace {

using accounts::Caller;
using store::Transaction;

// $1 is the member who looks.
constexpr std::string_view suggestion_columns = R"sql(
    SELECT suggestion.suggestion_id, suggestion.title, suggestion.text, suggestion.author_id, suggestion.author_name,
           suggestion.made_at_us, suggestion.respond_by_us, suggestion.state, hub.hub_id, hub.name, hub.paint,
           (SELECT COUNT(*) FROM suggestion_supporter AS supporter
            WHERE supporter.suggestion_id = suggestion.suggestion_id),
           (SELECT COUNT(*) FROM suggestion_supporter AS supporter
            WHERE supporter.suggestion_id = suggestion.suggestion_id AND supporter.member_id = $1),
           COALESCE(mine.role, 0)
    FROM suggestion
    JOIN hub ON hub.hub_id = suggestion.hub_id
    LEFT JOIN hub_member AS mine ON mine.hub_id = suggestion.hub_id AND mine.member_id = $1
)sql";

Error no_such_suggestion() { return Error::not_found("suggestion_id", "There is no such Suggestion."); }

v1::Suggestion to_suggestion(const store::Row& row, const Caller& caller, Timestamp now) {
    v1::Suggestion suggestion;
    suggestion.set_suggestion_id(row.text(0));
    suggestion.set_title(row.text(1));
    suggestion.set_text(row.text(2));
    suggestion.set_author_member_id(row.text(3));
    suggestion.set_author_name(row.text(4));
    suggestion.set_made_at_us(row.integer(5));
    suggestion.set_respond_by_us(row.integer(6));
    suggestion.set_state(static_cast<v1::SuggestionState>(row.integer(7)));
    auto& hub = *suggestion.mutable_hub();
    hub.set_hub_id(row.text(8));
    hub.set_name(row.text(9));
    hub.set_paint(static_cast<v1::Paint>(row.integer(10)));
    suggestion.set_supporter_count(static_cast<std::uint32_t>(row.integer(11)));
    suggestion.set_supported_by_me(row.integer(12) > 0);
    suggestion.set_may_respond(static_cast<hubs::Role>(row.integer(13)) == hubs::Role::organiser ||
                               caller.is_administrator);
    suggestion.set_overdue(is_overdue(static_cast<SuggestionState>(row.integer(7)), row.integer(6), now));
    return suggestion;
}

enum class Responses : bool { newest, all };
void add_responses(Transaction& tx, v1::Suggestion& suggestion, Responses which) {
    auto sql = std::string(R"sql(
        SELECT state, text, member_id, member_name, at_us FROM suggestion_response WHERE suggestion_id = $1 ORDER BY number)sql");
    if (which == Responses::newest) sql += " DESC LIMIT 1";
    for (const auto& row : tx.query(sql, suggestion.suggestion_id())) {
        auto& response = *suggestion.add_responses();
        response.set_state(static_cast<v1::SuggestionState>(row.integer(0)));
        response.set_text(row.text(1));
        response.set_member_id(row.text(2));
        response.set_name(row.text(3));
        response.set_at_us(row.integer(4));
    }
}

std::optional<v1::Suggestion> find_with(Transaction& tx, const Caller& caller, std::string_view suggestion_id,
                                        Responses which, Timestamp now) {
    const auto row = tx.query_one(std::string(suggestion_columns) + "WHERE suggestion.suggestion_id = $2",
                                  caller.member_id, suggestion_id);
    if (!row) return std::nullopt;
    auto suggestion = to_suggestion(*row, caller, now);
    add_responses(tx, suggestion, which);
    return suggestion;
}

void announce(Transaction& tx, const std::string& hub_id, std::string_view suggestion_id, Timestamp now) {
    v1::Update update;
    update.mutable_suggestion_changed()->set_suggestion_id(std::string(suggestion_id));
    streams::append(tx, streams::hub_stream(hub_id), now, std::move(update));
}

std::string name_of(Transaction& tx, const std::string& member_id) {
    const auto member = accounts::find_member(tx, member_id);
    return member ? member->name : std::string();
}

// Overdue ones come by what they wait for, all others by when they were made, the newest first.
struct ListPosition {
    Timestamp at_us = 0;
    std::string id;
};
Result<ListPosition> list_position(std::string_view token, SuggestionFilter filter) {
    if (token.empty()) {
        return ListPosition{.at_us = filter == SuggestionFilter::overdue ? -1 : std::numeric_limits<Timestamp>::max(),
                            .id = {}};
    }
    auto given = hubs::page_position(token);
    if (!given) return std::unexpected(given.error());
    ListPosition position{.at_us = 0, .id = std::move(given->id)};
    const auto* end = given->name_key.data() + given->name_key.size();
    if (std::from_chars(given->name_key.data(), end, position.at_us).ptr != end)
        return std::unexpected(
            Error::invalid("page_token", "Send the next_page_token of the page before, or nothing."));
    return position;
}

struct States {
    SuggestionState first = SuggestionState::open;
    SuggestionState last = SuggestionState::done;
};
States states_of(SuggestionFilter filter) {
    if (filter == SuggestionFilter::all) return {};
    if (filter == SuggestionFilter::answered) return {.first = SuggestionState::will_do, .last = SuggestionState::done};
    return {.first = SuggestionState::open, .last = SuggestionState::open};
}

}  // namespace

Result<std::string> make_suggestion(Transaction& tx, const NewSuggestion& suggestion, Timestamp now) {
    const auto earlier = tx.query_one(
        "SELECT suggestion_id, fingerprint FROM suggestion WHERE author_id = $1 AND client_suggestion_id = $2",
        suggestion.author_id, store::Blob{suggestion.client_suggestion_id});
    if (earlier && earlier->blob(1) == suggestion.fingerprint) return earlier->text(0);
    if (earlier) {
        return std::unexpected(Error::already_exists("client_suggestion_id",
                                                     "Another Suggestion was made with this id. Choose a new one."));
    }
    auto suggestion_id = new_id();
    const auto respond_by_us = now + accounts::programme_settings(tx).suggestion_response_days * microseconds_per_day;
    tx.execute(R"sql(
        INSERT INTO suggestion (suggestion_id, hub_id, author_id, author_name, client_suggestion_id, fingerprint, title,
                                text, made_at_us, respond_by_us, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql",
               suggestion_id, suggestion.hub_id, suggestion.author_id, name_of(tx, suggestion.author_id),
               store::Blob{suggestion.client_suggestion_id}, store::Blob{suggestion.fingerprint},
               suggestion.words.title, suggestion.words.text, now, respond_by_us, SuggestionState::open);
    jobs::schedule(tx, {.kind = overdue_job, .key = suggestion_id, .due_at_us = respond_by_us});
    announce(tx, suggestion.hub_id, suggestion_id, now);
    return suggestion_id;
}

Result<void> support(Transaction& tx, std::string_view suggestion_id, std::string_view member_id, Support support,
                     Timestamp now) {
    if (!tx.query_one("SELECT 1 FROM suggestion WHERE suggestion_id = $1", suggestion_id))
        return std::unexpected(no_such_suggestion());
    if (support == Support::given) {
        tx.execute(R"sql(
            INSERT INTO suggestion_supporter (suggestion_id, member_id, at_us) VALUES ($1, $2, $3)
            ON CONFLICT (suggestion_id, member_id) DO NOTHING)sql",
                   suggestion_id, member_id, now);
    } else {
        tx.execute("DELETE FROM suggestion_supporter WHERE suggestion_id = $1 AND member_id = $2", suggestion_id,
                   member_id);
    }
    return {};
}

Result<void> respond(Transaction& tx, const Caller& caller, std::string_view suggestion_id, const ResponseWords& words,
                     Timestamp now) {
    const auto row = tx.query_one(R"sql(
        SELECT suggestion.hub_id, COALESCE(newest.number, 0), newest.state, newest.text
        FROM suggestion
        LEFT JOIN suggestion_response AS newest ON newest.suggestion_id = suggestion.suggestion_id
            AND newest.number = (SELECT MAX(number) FROM suggestion_response AS response
                                 WHERE response.suggestion_id = suggestion.suggestion_id)
        WHERE suggestion.suggestion_id = $1)sql",
                                  suggestion_id);
    if (!row) return std::unexpected(no_such_suggestion());
    const auto membership = hubs::in_hub(tx, caller, row->text(0));
    if (!membership || !membership->may_organise())
        return std::unexpected(
            Error::permission_denied("suggestion_id", "Only organisers of its hub respond to a Suggestion."));
    const auto number = row->integer(1);
    if (number > 0 && row->integer(2) == static_cast<std::int64_t>(words.state) && row->text(3) == words.text)
        return {};
    tx.execute(R"sql(
        INSERT INTO suggestion_response (suggestion_id, number, state, text, member_id, member_name, at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7))sql",
               suggestion_id, number + 1, words.state, words.text, caller.member_id, name_of(tx, caller.member_id),
               now);
    tx.execute("UPDATE suggestion SET state = $2, library_number = $3 WHERE suggestion_id = $1", suggestion_id,
               words.state, library_number(tx) + 1);
    jobs::remove(tx, {.kind = overdue_job, .key = std::string(suggestion_id)});
    announce(tx, row->text(0), suggestion_id, now);
    return {};
}

std::optional<v1::Suggestion> find_suggestion(Transaction& tx, const Caller& caller, std::string_view suggestion_id,
                                              Timestamp now) {
    return find_with(tx, caller, suggestion_id, Responses::all, now);
}

std::optional<v1::Suggestion> find_answer(Transaction& tx, const Caller& caller, std::string_view suggestion_id,
                                          Timestamp now) {
    auto suggestion = find_with(tx, caller, suggestion_id, Responses::newest, now);
    if (suggestion && suggestion->responses().empty()) return std::nullopt;
    return suggestion;
}

Result<SuggestionPage> list_suggestions(Transaction& tx, const Caller& caller, const SuggestionSearch& search,
                                        Timestamp now) {
    const auto after = list_position(search.page_token, search.filter);
    if (!after) return std::unexpected(after.error());
    const bool longest_first = search.filter == SuggestionFilter::overdue;
    const std::string at = longest_first ? "suggestion.respond_by_us" : "suggestion.made_at_us";
    const std::string beyond = longest_first ? " > " : " < ";
    const std::string order = longest_first ? "" : " DESC";
    const auto sql = std::string(suggestion_columns) + "WHERE ($2 = '' OR suggestion.hub_id = $2) AND (" + at + beyond +
                     "$3 OR (" + at + " = $3 AND suggestion.suggestion_id" + beyond +
                     "$4)) AND suggestion.state BETWEEN $6 AND $7 AND suggestion.respond_by_us <= $8 ORDER BY " + at +
                     order + ", suggestion.suggestion_id" + order + " LIMIT $5";
    const auto states = states_of(search.filter);
    const auto due_by = longest_first ? now : std::numeric_limits<Timestamp>::max();
    const auto rows = tx.query(sql, caller.member_id, search.hub_id, after->at_us, after->id, search.page_size + 1,
                               states.first, states.last, due_by);
    SuggestionPage page;
    for (const auto& row : rows) {
        if (page.suggestions.size() == search.page_size) break;
        auto& suggestion = page.suggestions.emplace_back(to_suggestion(row, caller, now));
        add_responses(tx, suggestion, Responses::newest);
    }
    if (rows.size() > search.page_size) {
        const auto& last = page.suggestions.back();
        const auto last_at = longest_first ? last.respond_by_us() : last.made_at_us();
        page.next_page_token = hubs::page_token({.name_key = std::to_string(last_at), .id = last.suggestion_id()});
    }
    return page;
}

std::optional<Timestamp> nudge_organisers(Transaction& tx, const jobs::Job& job, Timestamp now) {
    const auto row =
        tx.query_one("SELECT hub_id, title, respond_by_us, state FROM suggestion WHERE suggestion_id = $1", job.key);
    if (!row || !is_overdue(static_cast<SuggestionState>(row->integer(3)), row->integer(2), now)) return std::nullopt;
    for (const auto& organiser :
         tx.query("SELECT member_id FROM hub_member WHERE hub_id = $1 AND role = $2 ORDER BY member_id", row->text(0),
                  hubs::Role::organiser)) {
        v1::Update update;
        auto& overdue = *update.mutable_suggestion_overdue();
        overdue.set_suggestion_id(job.key);
        overdue.set_title(row->text(1));
        overdue.set_respond_by_us(row->integer(2));
        streams::append(tx, streams::member_stream(organiser.text(0)), now, std::move(update));
    }
    return now + nudged_again_after_us;
}

std::vector<std::string> check_suggestions(Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row : tx.query(R"sql(
             SELECT suggestion.suggestion_id FROM suggestion
             LEFT JOIN suggestion_response AS newest ON newest.suggestion_id = suggestion.suggestion_id
                 AND newest.number = (SELECT MAX(number) FROM suggestion_response AS response
                                      WHERE response.suggestion_id = suggestion.suggestion_id)
             WHERE suggestion.state <> COALESCE(newest.state, 1) ORDER BY suggestion.suggestion_id)sql"))
        faults.push_back("suggestion " + row.text(0) + " does not say what its newest response says");
    for (const auto& row : tx.query(
             "SELECT suggestion_id FROM suggestion WHERE (state = 1) <> (library_number = 0) ORDER BY suggestion_id"))
        faults.push_back("suggestion " + row.text(0) +
                         " is answered and no change of the library, or the other way about");
    return faults;
}

}  // namespace ourplace::stories
