// A programme whose people talk: through ConversationService as a client would make them.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conversations/conversation_service.hpp"
#include "conversations/message_tables.hpp"
#include "unit/hubs/hub_programme.hpp"

namespace ourplace::conversations {

using accounts::Caller;
using hubs::code_of;
using hubs::error_of;
using hubs::field_of;

class ConversationProgramme : public hubs::HubProgramme {
  public:
    // With the tables of a room above, if any.
    explicit ConversationProgramme(PostLimitOptions limits = {.burst = 0, .per_second = 0},
                                   std::span<const store::Migration> above = {}, PostLimitOptions bot_limits = {},
                                   PostLimitOptions reminder_limits = {})
        : HubProgramme(conversations::migrations(), above),
          talk(*database, clock,
               {.post_limits = limits,
                .bot_limits = bot_limits,
                .reminder_limits = reminder_limits,
                .is_present = [this](std::string_view id) { return present.contains(std::string(id)); }}) {}

    using HubProgramme::call;
    template <class Response, class Request>
    Result<Response> call(const Caller& caller,
                          Task<Response> (ConversationService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((talk.*method)(fresh, request));
    }

    // Ids of messages, a new one at each call: 16 bytes.
    std::string fresh_id() {
        auto id = std::to_string(++ids_);
        id.resize(client_message_id_bytes, '.');
        return id;
    }

    v1::PostMessageRequest draft(const std::string& channel_id, std::string_view body) {
        v1::PostMessageRequest request;
        request.set_channel_id(channel_id);
        request.set_client_message_id(fresh_id());
        request.set_body(std::string(body));
        return request;
    }
    Result<v1::PostMessageResponse> post(const Caller& caller, const v1::PostMessageRequest& request) {
        return call(caller, &ConversationService::post_message, request);
    }
    // What was posted; throws if it was not.
    v1::Message say(const Caller& caller, const std::string& channel_id, std::string_view body) {
        return must(post(caller, draft(channel_id, body))).message();
    }
    v1::Message reply(const Caller& caller, const v1::Message& quoted, std::string_view body) {
        auto request = draft(quoted.channel_id(), body);
        request.set_quoted_seq(quoted.seq());
        return must(post(caller, request)).message();
    }
    Result<v1::EditMessageResponse> edit(const Caller& caller, const v1::Message& message, std::string_view body,
                                         const std::vector<std::string>& mentioned = {}) {
        v1::EditMessageRequest request;
        request.set_channel_id(message.channel_id());
        request.set_seq(message.seq());
        request.set_body(std::string(body));
        request.mutable_mentioned_member_ids()->Add(mentioned.begin(), mentioned.end());
        return call(caller, &ConversationService::edit_message, request);
    }
    Result<v1::DeleteMessageResponse> erase(const Caller& caller, const v1::Message& message,
                                            std::string_view reason = {}) {
        v1::DeleteMessageRequest request;
        request.set_channel_id(message.channel_id());
        request.set_seq(message.seq());
        request.set_reason(std::string(reason));
        return call(caller, &ConversationService::delete_message, request);
    }
    Result<v1::SetReactionResponse> react(const Caller& caller, const v1::Message& message,
                                          v1::Reaction reaction = v1::REACTION_THANKS, bool on = true) {
        v1::SetReactionRequest request;
        request.set_channel_id(message.channel_id());
        request.set_seq(message.seq());
        request.set_reaction(reaction);
        request.set_on(on);
        return call(caller, &ConversationService::set_reaction, request);
    }
    Result<v1::ListMessagesResponse> history(const Caller& caller, const std::string& channel_id) {
        v1::ListMessagesRequest request;
        request.set_channel_id(channel_id);
        return call(caller, &ConversationService::list_messages, request);
    }
    // The message as it stands now, as the caller reads it.
    v1::Message read(const Caller& caller, const v1::Message& message) {
        v1::ListMessagesRequest request;
        request.set_channel_id(message.channel_id());
        request.set_around_seq(message.seq());
        request.set_page_size(1);
        return must(call(caller, &ConversationService::list_messages, request)).messages(0);
    }
    Result<v1::ListMessageVersionsResponse> versions(const Caller& caller, const v1::Message& message) {
        v1::ListMessageVersionsRequest request;
        request.set_channel_id(message.channel_id());
        request.set_seq(message.seq());
        return call(caller, &ConversationService::list_message_versions, request);
    }
    Result<v1::MarkReadResponse> mark_read(const Caller& caller, const std::string& channel_id, std::uint64_t seq) {
        v1::MarkReadRequest request;
        request.set_channel_id(channel_id);
        request.set_seq(seq);
        return call(caller, &ConversationService::mark_read, request);
    }
    v1::GetOverviewResponse overview(const Caller& caller) {
        return must(call(caller, &ConversationService::get_overview, v1::GetOverviewRequest()));
    }
    // The state of one channel in the caller's overview; none if it is not there.
    std::optional<v1::ChannelState> state_of(const Caller& caller, const std::string& channel_id) {
        const auto all = overview(caller);
        for (const auto& state : all.channels()) {
            if (state.channel().channel_id() == channel_id) return state;
        }
        return std::nullopt;
    }

    // Whether any Update of the channel, as a replay delivers it, holds the text.
    bool log_holds(const std::string& channel_id, std::string_view text) {
        for (const auto& update : updates("c." + channel_id)) {
            if (update.SerializeAsString().find(text) != std::string::npos) return true;
        }
        return false;
    }
    // Every number once, from 1 on: nobody sees a hole.
    bool log_has_no_holes(const std::string& channel_id) {
        std::uint64_t expected = 0;
        for (const auto& update : updates("c." + channel_id)) {
            if (update.seq() != ++expected) return false;
        }
        return true;
    }

    ConversationService talk;
    // Members who have a connection now.
    std::set<std::string> present;

  private:
    int ids_ = 0;
};

// A hub of three with a channel for them: Ana organises, Mod moderates, Ben is a member; Stranger is none.
class AChannel : public ::testing::Test {
  protected:
    AChannel() { static_cast<void>(programme.set_role(ana, hub, mod, v1::HUB_ROLE_MODERATOR)); }

    ConversationProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller mod = programme.person("Mod");
    Caller stranger = programme.person("Stranger");
    std::string hub = programme.hub("Youth council", {ana, ben, mod});
    std::string channel = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
};

}  // namespace ourplace::conversations
