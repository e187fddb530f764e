#include "cli/demo_asks.hpp"

#include <algorithm>
#include <utility>

#include "asks/ask_access.hpp"
#include "asks/ask_changes.hpp"
#include "asks/match_tables.hpp"
#include "asks/moves.hpp"
#include "base/id.hpp"
#include "conversations/message_tables.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;

std::string random_bytes(std::size_t count) { return hash_secret(new_secret()).substr(0, count); }

Result<void> give_to_champion(Transaction& tx, const std::string& ask_id, const accounts::Caller& champion,
                              Timestamp at) {
    auto ask = *asks::find(tx, ask_id);
    if (auto moved = asks::move(tx, ask, {}, asks::Action::offer, at); !moved) return moved;
    asks::make_offer(tx, ask,
                     {.member_id = champion.member_id,
                      .circle = asks::Circle::hub,
                      .score = 0,
                      .reasons = {{.code = asks::ReasonCode::theme, .subject = ask.theme, .count = 0},
                                  {.code = asks::ReasonCode::free, .subject = {}, .count = 0}},
                      .note = {},
                      .answer_by = at + microseconds_per_day},
                     at);
    asks::save(tx, ask);
    const auto offered = asks::standing(tx, champion, ask_id);
    if (!offered) return std::unexpected(offered.error());
    return asks::accept(tx, *offered, at);
}

Result<void> say(Transaction& tx, const std::string& channel_id, const accounts::Caller& caller,
                 const std::string& text, Timestamp at) {
    const auto author = hubs::posting(tx, caller, channel_id);
    if (!author) return std::unexpected(author.error());
    auto body = conversations::body("text", text);
    if (!body) return std::unexpected(body.error());
    conversations::Draft draft;
    draft.channel_id = channel_id;
    draft.client_message_id = random_bytes(conversations::client_message_id_bytes);
    draft.body = std::move(*body);
    if (auto said = conversations::append(tx, *author, draft, at); !said) return std::unexpected(said.error());
    return {};
}

}  // namespace

Result<std::string> make_demo_ask(Transaction& tx, const ScriptAsk& ask, const std::string& hub_id,
                                  const CallerOfKey& caller_of, Timestamp at, Timestamp now) {
    const auto asker = caller_of(ask.by);
    if (!asker) return std::unexpected(asker.error());
    asks::NewAsk wanted;
    wanted.hub_id = hub_id;
    wanted.client_ask_id = random_bytes(16);
    wanted.text = ask.text;
    wanted.theme = ask.theme;
    wanted.keeps_name_private = ask.keeps_name_private;
    const auto ask_id = asks::open_ask(tx, *asker, wanted, at);
    if (!ask_id) return std::unexpected(ask_id.error());
    if (!ask.with.empty()) {
        const auto champion = caller_of(ask.with);
        if (!champion) return std::unexpected(champion.error());
        if (auto given = give_to_champion(tx, *ask_id, *champion, at); !given) return std::unexpected(given.error());
    }
    const auto channel_id = asks::find(tx, *ask_id)->channel_id;
    for (const auto& message : ask.messages) {
        const auto by = caller_of(message.by);
        if (!by) return std::unexpected(by.error());
        if (auto said = say(tx, channel_id, *by, message.text, std::max(at, message.at.before(now))); !said)
            return std::unexpected(error_at(message.line, said.error()));
    }
    return *ask_id;
}

Result<void> close_demo_ask(Transaction& tx, const ScriptAsk& ask, const std::string& ask_id,
                            const CallerOfKey& caller_of, Timestamp at) {
    const auto asker = caller_of(ask.by);
    if (!asker) return std::unexpected(asker.error());
    const auto stands = asks::standing(tx, *asker, ask_id);
    if (!stands) return std::unexpected(stands.error());
    return asks::close(tx, *stands, ask.end->outcome, at);
}

}  // namespace ourplace::cli
