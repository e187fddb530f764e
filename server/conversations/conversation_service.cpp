#include "conversations/conversation_service.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "accounts/bot_tables.hpp"
#include "conversations/message_rules.hpp"
#include "conversations/message_tables.hpp"
#include "conversations/read_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/direct_tables.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"
#include "hubs/persona_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::conversations {
namespace {

using rpc::Context;
using store::Transaction;

Error no_such_message() { return Error::not_found("seq", "There is no such message in this channel."); }

// Whether somebody who is no bot wants buttons.
std::optional<Error> not_for_people(const accounts::Caller& caller, const std::vector<Button>& buttons) {
    if (buttons.empty() || caller.kind == accounts::Caller::Kind::bot) return std::nullopt;
    return Error::permission_denied("buttons", "Only messages of bots have buttons.");
}

Result<Draft> validate_draft(const v1::PostMessageRequest& request) {
    auto text = body("body", request.body());
    if (!text) return std::unexpected(text.error());
    Draft draft{.channel_id = request.channel_id(),
                .client_message_id = request.client_message_id(),
                .body = std::move(*text),
                .quoted_seq = request.quoted_seq(),
                .mentioned_member_ids = {request.mentioned_member_ids().begin(), request.mentioned_member_ids().end()},
                .mentions_channel = request.mentions_channel(),
                .buttons = to_buttons(request.buttons())};
    if (auto checked = check(draft); !checked) return std::unexpected(checked.error());
    return draft;
}

template <class Response>
Response with_message(v1::Message message) {
    Response response;
    *response.mutable_message() = std::move(message);
    return response;
}

// A message and where the caller stands towards it.
struct Found {
    hubs::ChannelMembership membership;
    v1::Message message;
    [[nodiscard]] Standing standing() const {
        return {.is_author = message.author().member_id() == membership.member_id(),
                .may_post = membership.may_post(),
                .may_moderate = membership.may_moderate()};
    }
};

Result<Found> find(Transaction& tx, const accounts::Caller& caller, std::string_view channel_id, std::uint64_t seq) {
    auto membership = hubs::reading(tx, caller, channel_id);
    // A bot that only posts still knows what it posted.
    if (!membership) {
        auto writing = hubs::posting(tx, caller, channel_id);
        if (!writing || !is_author(tx, channel_id, seq, caller.member_id))
            return std::unexpected(std::move(membership.error()));
        membership = std::move(writing);
    }
    auto message = find_message(tx, channel_id, seq);
    if (!message) return std::unexpected(no_such_message());
    return Found{.membership = std::move(*membership), .message = std::move(*message)};
}

Result<PageRequest> page_request(const v1::ListMessagesRequest& request) {
    const auto size = hubs::page_size(request.page_size(), 50, 200);
    if (!size) return std::unexpected(size.error());
    using Position = PageRequest::Position;
    switch (request.position_case()) {
        case v1::ListMessagesRequest::kBeforeSeq: return PageRequest{Position::before, request.before_seq(), *size};
        case v1::ListMessagesRequest::kAfterSeq: return PageRequest{Position::after, request.after_seq(), *size};
        case v1::ListMessagesRequest::kAroundSeq: return PageRequest{Position::around, request.around_seq(), *size};
        case v1::ListMessagesRequest::POSITION_NOT_SET: break;
    }
    return PageRequest{Position::newest, 0, *size};
}

}  // namespace

ConversationService::ConversationService(store::Database& database, const Clock& clock, ConversationOptions options)
    : database_(database),
      clock_(clock),
      options_(std::move(options)),
      limits_(options_.post_limits),
      bot_limits_(options_.bot_limits),
      reminder_limits_(options_.reminder_limits) {}

Result<void> ConversationService::take_turn(Context& context, const std::string& channel_id) {
    const auto now = clock_.now();
    const auto& caller = context.caller;
    if (caller.kind != accounts::Caller::Kind::bot) return limits_.take(caller.member_id, now);
    auto whose = caller.member_id;
    if (caller.reminds) {
        if (auto taken = reminder_limits_.take(whose, now); !taken) {
            context.budget = reminder_limits_.budget(whose, now);
            return taken;
        }
        whose += '\n' + channel_id;
    }
    auto taken = bot_limits_.take(whose, now);
    context.budget = bot_limits_.budget(whose, now);
    return taken;
}

void ConversationService::add_methods(rpc::Router& router) {
    using rpc::Access;
    using rpc::Bots;
    const auto add = [&](std::string_view method, Access access, auto handler, Bots bots = Bots::refused) {
        router.add("ourplace.v1.ConversationService/" + std::string(method), access, *this, handler, bots);
    };
    add("GetOverview", Access::read, &ConversationService::get_overview, Bots::allowed);
    add("OpenDirect", Access::write, &ConversationService::open_direct, Bots::allowed);
    add("PostMessage", Access::write, &ConversationService::post_message, Bots::allowed);
    add("EditMessage", Access::write, &ConversationService::edit_message, Bots::allowed);
    add("DeleteMessage", Access::write, &ConversationService::delete_message, Bots::allowed);
    add("SetReaction", Access::write, &ConversationService::set_reaction, Bots::allowed);
    add("ListMessages", Access::read, &ConversationService::list_messages, Bots::allowed);
    add("ListMessageVersions", Access::read, &ConversationService::list_message_versions);
    add("MarkRead", Access::write, &ConversationService::mark_read, Bots::allowed);
    add("ListPresent", Access::read, &ConversationService::list_present);
}

Task<v1::GetOverviewResponse> ConversationService::get_overview(Context& context, const v1::GetOverviewRequest&) {
    co_return co_await database_.read(
        [&](Transaction& tx) -> Result<v1::GetOverviewResponse> { return overview(tx, context.caller); });
}

Task<v1::OpenDirectResponse> ConversationService::open_direct(Context& context, const v1::OpenDirectRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::OpenDirectResponse> {
        const auto bot = accounts::find_bot(tx, context.caller.member_id);
        if (bot && !bot->may(accounts::BotScope::post)) {
            return std::unexpected(Error::permission_denied(
                "", "This bot may not write to anybody: it lacks BOT_SCOPE_POST or is paused."));
        }
        const auto channel_id = hubs::open_direct(tx, context.caller.member_id, request.member_id(), clock_.now());
        if (!channel_id) return std::unexpected(channel_id.error());
        v1::OpenDirectResponse response;
        *response.mutable_channel() = *hubs::find_channel(tx, *channel_id, context.caller.member_id);
        return response;
    });
}

// What changes a message runs in its channel's stream: beside it others may post in other channels or mark as read, and
// change nothing that it reads; who may write here, names and roles change in exclusive writes only. One thing lies
// across: the same client_message_id sent to two channels at the very same time. The table allows one, the other is asked
// to try again and finds it.
//
// The reply leaves only after the commit is durable; the commit itself tells everybody else (streams::record).
Task<v1::PostMessageResponse> ConversationService::post_message(Context& context,
                                                                const v1::PostMessageRequest& request) {
    const auto draft = validate_draft(request);
    if (!draft) co_return std::unexpected(draft.error());
    if (auto refused = not_for_people(context.caller, draft->buttons)) co_return std::unexpected(std::move(*refused));
    if (auto allowed = take_turn(context, draft->channel_id); !allowed) co_return std::unexpected(allowed.error());

    const auto stream_id = streams::channel_stream(draft->channel_id);
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::PostMessageResponse> {
        // Also for somebody who lost both the reply and the right to write: what they sent was sent.
        const auto author = hubs::posting(tx, context.caller, draft->channel_id);
        auto earlier = find_earlier(
            tx, author ? author->member_id() : hubs::speaks_as(tx, context.caller.member_id, draft->channel_id),
            *draft);
        if (!earlier) return std::unexpected(earlier.error());
        if (*earlier) return with_message<v1::PostMessageResponse>(std::move(**earlier));
        if (!author) return std::unexpected(author.error());
        auto message = append(tx, *author, *draft, clock_.now());
        if (!message) return std::unexpected(message.error());
        return with_message<v1::PostMessageResponse>(std::move(*message));
    });
}

Task<v1::EditMessageResponse> ConversationService::edit_message(Context& context,
                                                                const v1::EditMessageRequest& request) {
    auto text = body("body", request.body());
    if (!text) co_return std::unexpected(text.error());
    const Edit wanted{
        .body = std::move(*text),
        .mentioned_member_ids = {request.mentioned_member_ids().begin(), request.mentioned_member_ids().end()},
        .buttons = to_buttons(request.buttons())};
    if (auto checked = check_buttons(wanted.buttons); !checked) co_return std::unexpected(checked.error());
    if (auto refused = not_for_people(context.caller, wanted.buttons)) co_return std::unexpected(std::move(*refused));
    if (wanted.mentioned_member_ids.size() > max_mentions) {
        co_return std::unexpected(Error::invalid("mentioned_member_ids", "A message mentions at most 50 people."));
    }
    if (auto allowed = take_turn(context, request.channel_id()); !allowed) co_return std::unexpected(allowed.error());
    const auto stream_id = streams::channel_stream(request.channel_id());
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::EditMessageResponse> {
        const auto found = find(tx, context.caller, request.channel_id(), request.seq());
        if (!found) return std::unexpected(found.error());
        if (auto refused = cannot_edit(found->standing(), found->message.has_tombstone()))
            return std::unexpected(*refused);
        auto edited = edit(tx, found->membership, found->message, wanted, clock_.now());
        if (!edited) return std::unexpected(edited.error());
        return with_message<v1::EditMessageResponse>(std::move(*edited));
    });
}

Task<v1::DeleteMessageResponse> ConversationService::delete_message(Context& context,
                                                                    const v1::DeleteMessageRequest& request) {
    const auto stream_id = streams::channel_stream(request.channel_id());
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::DeleteMessageResponse> {
        const auto found = find(tx, context.caller, request.channel_id(), request.seq());
        if (!found) return std::unexpected(found.error());
        const auto reason = deletion_reason(found->standing(), request.reason());
        if (!reason) return std::unexpected(reason.error());
        return with_message<v1::DeleteMessageResponse>(
            remove(tx, found->membership, found->message, *reason, clock_.now()));
    });
}

Task<v1::SetReactionResponse> ConversationService::set_reaction(Context& context,
                                                                const v1::SetReactionRequest& request) {
    if (request.reaction() == v1::REACTION_UNSPECIFIED || !v1::Reaction_IsValid(request.reaction())) {
        co_return std::unexpected(Error::invalid(
            "reaction", "Choose one of: REACTION_THANKS, SAME_HERE, GOOD_IDEA, WELL_DONE, THINKING_OF_YOU."));
    }
    if (auto allowed = take_turn(context, request.channel_id()); !allowed) co_return std::unexpected(allowed.error());
    const auto stream_id = streams::channel_stream(request.channel_id());
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::SetReactionResponse> {
        const auto found = find(tx, context.caller, request.channel_id(), request.seq());
        if (!found) return std::unexpected(found.error());
        if (!found->membership.may_post()) {
            return std::unexpected(
                Error::permission_denied("channel_id", "Join this channel to react to what is said in it."));
        }
        if (found->message.has_tombstone())
            return std::unexpected(Error::failed_precondition("seq", "This message was deleted."));
        conversations::set_reaction(tx, found->membership, request.seq(), request.reaction(), request.on(),
                                    clock_.now());
        return v1::SetReactionResponse();
    });
}

Task<v1::ListMessagesResponse> ConversationService::list_messages(Context& context,
                                                                  const v1::ListMessagesRequest& request) {
    const auto page = page_request(request);
    if (!page) co_return std::unexpected(page.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListMessagesResponse> {
        const auto reader = hubs::reading(tx, context.caller, request.channel_id());
        if (!reader) return std::unexpected(reader.error());
        return conversations::list_messages(tx, request.channel_id(), *page);
    });
}

Task<v1::ListMessageVersionsResponse> ConversationService::list_message_versions(
    Context& context, const v1::ListMessageVersionsRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListMessageVersionsResponse> {
        const auto found = find(tx, context.caller, request.channel_id(), request.seq());
        if (!found) return std::unexpected(found.error());
        if (!found->membership.may_moderate()) {
            return std::unexpected(
                Error::permission_denied("channel_id", "Only moderators of its hub see what a message said before."));
        }
        v1::ListMessageVersionsResponse response;
        for (auto& version : versions(tx, found->message)) *response.add_versions() = std::move(version);
        return response;
    });
}

Task<v1::MarkReadResponse> ConversationService::mark_read(Context& context, const v1::MarkReadRequest& request) {
    // In the member's stream: it writes there and their own marker. What is posted meanwhile may be counted or not.
    const auto stream_id = streams::member_stream(context.caller.member_id);
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::MarkReadResponse> {
        const auto reader = hubs::reading(tx, context.caller, request.channel_id());
        if (!reader) return std::unexpected(reader.error());
        return conversations::mark_read(tx, *reader, request.seq(), clock_.now());
    });
}

Task<v1::ListPresentResponse> ConversationService::list_present(Context& context,
                                                                const v1::ListPresentRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListPresentResponse> {
        const auto membership = hubs::in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (!membership->belongs()) {
            return std::unexpected(Error::permission_denied("hub_id", "Only members of a hub see who is here."));
        }
        v1::ListPresentResponse response;
        response.set_others_unknown(!options_.knows_who_is_present());
        for (const auto& member_id : hubs::member_ids_of(tx, request.hub_id())) {
            if (options_.is_present(member_id)) response.add_member_ids(member_id);
        }
        return response;
    });
}

}  // namespace ourplace::conversations
