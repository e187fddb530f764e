// Bots of a Hub. The contract of each method is in proto/ourplace/v1/bots.proto.
#pragma once

#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "ourplace/v1/bots.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::bots {

struct BotOptions {
    // Where the programme is, without a slash at the end.
    std::string public_url;
};

class BotService {
  public:
    // What is given by reference outlives the service.
    BotService(store::Database& database, const Clock& clock, BotOptions options)
        : database_(database), clock_(clock), options_(std::move(options)) {}

    void add_methods(rpc::Router& router);

    Task<v1::CreateBotResponse> create_bot(rpc::Context& context, const v1::CreateBotRequest& request);
    Task<v1::ListBotsResponse> list_bots(rpc::Context& context, const v1::ListBotsRequest& request);
    Task<v1::UpdateBotResponse> update_bot(rpc::Context& context, const v1::UpdateBotRequest& request);
    Task<v1::RotateBotTokenResponse> rotate_bot_token(rpc::Context& context, const v1::RotateBotTokenRequest& request);
    Task<v1::RemoveBotResponse> remove_bot(rpc::Context& context, const v1::RemoveBotRequest& request);

    Task<v1::CreateIncomingHookResponse> create_incoming_hook(rpc::Context& context,
                                                              const v1::CreateIncomingHookRequest& request);
    Task<v1::ListIncomingHooksResponse> list_incoming_hooks(rpc::Context& context,
                                                            const v1::ListIncomingHooksRequest& request);
    Task<v1::RemoveIncomingHookResponse> remove_incoming_hook(rpc::Context& context,
                                                              const v1::RemoveIncomingHookRequest& request);

    Task<v1::SetOutgoingHookResponse> set_outgoing_hook(rpc::Context& context,
                                                        const v1::SetOutgoingHookRequest& request);
    Task<v1::RemoveOutgoingHookResponse> remove_outgoing_hook(rpc::Context& context,
                                                              const v1::RemoveOutgoingHookRequest& request);
    Task<v1::ListDeadLettersResponse> list_dead_letters(rpc::Context& context,
                                                        const v1::ListDeadLettersRequest& request);
    Task<v1::ReplayDeadLetterResponse> replay_dead_letter(rpc::Context& context,
                                                          const v1::ReplayDeadLetterRequest& request);

    Task<v1::SetCommandsResponse> set_commands(rpc::Context& context, const v1::SetCommandsRequest& request);
    Task<v1::ListCommandsResponse> list_commands(rpc::Context& context, const v1::ListCommandsRequest& request);
    Task<v1::InvokeCommandResponse> invoke_command(rpc::Context& context, const v1::InvokeCommandRequest& request);
    Task<v1::PressButtonResponse> press_button(rpc::Context& context, const v1::PressButtonRequest& request);
    Task<v1::AnswerInvocationResponse> answer_invocation(rpc::Context& context,
                                                         const v1::AnswerInvocationRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
    BotOptions options_;
};

}  // namespace ourplace::bots
