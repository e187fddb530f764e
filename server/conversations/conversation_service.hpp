// Messages, what has been read, and who is here. The contract of each method is in proto/ourplace/v1/conversations.proto.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "conversations/post_limits.hpp"
#include "ourplace/v1/conversations.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::conversations {

struct ConversationOptions {
    PostLimitOptions post_limits;
    // Of bots, which may want to say much at once.
    PostLimitOptions bot_limits{.burst = 60, .per_second = 2};
    // Of bots that remind, in all; in each channel they have what any bot has.
    PostLimitOptions reminder_limits{.burst = 10'000, .per_second = 500};
    // Whether a member has a connection now. Any thread. Composed in main (streams::Presence).
    std::function<bool(std::string_view member_id)> is_present = [](std::string_view) { return false; };
    // False: who is not present may be so where this server cannot see it.
    std::function<bool()> knows_who_is_present = [] { return true; };
};

class ConversationService {
  public:
    // What is given by reference outlives the service.
    ConversationService(store::Database& database, const Clock& clock, ConversationOptions options);

    void add_methods(rpc::Router& router);

    Task<v1::GetOverviewResponse> get_overview(rpc::Context& context, const v1::GetOverviewRequest& request);
    Task<v1::OpenDirectResponse> open_direct(rpc::Context& context, const v1::OpenDirectRequest& request);
    Task<v1::PostMessageResponse> post_message(rpc::Context& context, const v1::PostMessageRequest& request);
    Task<v1::EditMessageResponse> edit_message(rpc::Context& context, const v1::EditMessageRequest& request);
    Task<v1::DeleteMessageResponse> delete_message(rpc::Context& context, const v1::DeleteMessageRequest& request);
    Task<v1::SetReactionResponse> set_reaction(rpc::Context& context, const v1::SetReactionRequest& request);
    Task<v1::ListMessagesResponse> list_messages(rpc::Context& context, const v1::ListMessagesRequest& request);
    Task<v1::ListMessageVersionsResponse> list_message_versions(rpc::Context& context,
                                                                const v1::ListMessageVersionsRequest& request);
    Task<v1::MarkReadResponse> mark_read(rpc::Context& context, const v1::MarkReadRequest& request);
    Task<v1::ListPresentResponse> list_present(rpc::Context& context, const v1::ListPresentRequest& request);

  private:
    // Takes one from what the caller may post in the channel; a bot learns what is left.
    [[nodiscard]] Result<void> take_turn(rpc::Context& context, const std::string& channel_id);

    store::Database& database_;
    const Clock& clock_;
    ConversationOptions options_;
    PostLimits limits_;
    PostLimits bot_limits_;
    PostLimits reminder_limits_;
};

}  // namespace ourplace::conversations
