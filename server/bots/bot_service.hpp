// Bots of a Hub. The contract of each method is in proto/ourplace/v1/bots.proto.
#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "ourplace/v1/bots.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::bots {

class BotService {
  public:
    // What is given by reference outlives the service.
    BotService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    void add_methods(rpc::Router& router);

    Task<v1::CreateBotResponse> create_bot(rpc::Context& context, const v1::CreateBotRequest& request);
    Task<v1::ListBotsResponse> list_bots(rpc::Context& context, const v1::ListBotsRequest& request);
    Task<v1::UpdateBotResponse> update_bot(rpc::Context& context, const v1::UpdateBotRequest& request);
    Task<v1::RotateBotTokenResponse> rotate_bot_token(rpc::Context& context, const v1::RotateBotTokenRequest& request);
    Task<v1::RemoveBotResponse> remove_bot(rpc::Context& context, const v1::RemoveBotRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace ourplace::bots
