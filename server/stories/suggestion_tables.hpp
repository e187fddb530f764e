// Suggestions, who supports them, and what was responded. Store threads only. Where several streams are written the order is
// hubs, members (their ids' order).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "jobs/job_tables.hpp"
#include "ourplace/v1/stories.pb.h"
#include "store/transaction.hpp"
#include "stories/suggestion_rules.hpp"

namespace ourplace::stories {

struct NewSuggestion {
    std::string hub_id;
    std::string author_id;
    // Tells a retry from another Suggestion under an id that was used before.
    std::string client_suggestion_id;
    std::string fingerprint;
    SuggestionWords words;
};
// Its id; that the author may is the caller's to know. A response is due within as many days as the programme has set now. A
// retry gets the first one's; `already_exists` if that said something else.
[[nodiscard]] Result<std::string> make_suggestion(store::Transaction& tx, const NewSuggestion& suggestion,
                                                  Timestamp now);

enum class Support : bool { withdrawn, given };
// Once each, whatever is said again. `not_found` if there is no such Suggestion.
[[nodiscard]] Result<void> support(store::Transaction& tx, std::string_view suggestion_id, std::string_view member_id,
                                   Support support, Timestamp now);

// By an Organiser of its hub: `permission_denied` for others. Saying the same again is no news.
[[nodiscard]] Result<void> respond(store::Transaction& tx, const accounts::Caller& caller,
                                   std::string_view suggestion_id, const ResponseWords& words, Timestamp now);

// As the caller sees it.
[[nodiscard]] std::optional<v1::Suggestion> find_suggestion(store::Transaction& tx, const accounts::Caller& caller,
                                                            std::string_view suggestion_id, Timestamp now);

// As in a list; none if nobody has responded.
[[nodiscard]] std::optional<v1::Suggestion> find_answer(store::Transaction& tx, const accounts::Caller& caller,
                                                        std::string_view suggestion_id, Timestamp now);

struct SuggestionSearch {
    // Empty: all.
    std::string hub_id;
    SuggestionFilter filter = SuggestionFilter::all;
    std::size_t page_size = 20;
    std::string page_token;
};
struct SuggestionPage {
    std::vector<v1::Suggestion> suggestions;
    std::string next_page_token;
};
[[nodiscard]] Result<SuggestionPage> list_suggestions(store::Transaction& tx, const accounts::Caller& caller,
                                                      const SuggestionSearch& search, Timestamp now);

// The kind of job that tells Organisers that a response is due, with the Suggestion's id as its key.
inline constexpr const char* overdue_job = "suggestion_overdue";
// Once it is due, and every week until there is a response.
[[nodiscard]] std::optional<Timestamp> nudge_organisers(store::Transaction& tx, const jobs::Job& job, Timestamp now);

// A line for each whose state is not that of its newest response, and for each that the search of answers would miss.
[[nodiscard]] std::vector<std::string> check_suggestions(store::Transaction& tx);

}  // namespace ourplace::stories
