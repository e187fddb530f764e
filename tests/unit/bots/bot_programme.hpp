// A programme whose hubs have bots: organisers act through BotService, bots with their tokens through all services.
#pragma once

#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/bot_tables.hpp"
#include "bots/bot_service.hpp"
#include "bots/hub_bot_tables.hpp"
#include "jobs/job_tables.hpp"
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::bots {

using accounts::Caller;
using hubs::code_of;
using hubs::error_of;
using hubs::field_of;

class BotProgramme : public conversations::ConversationProgramme {
  public:
    explicit BotProgramme(conversations::PostLimitOptions bot_limits = {.burst = 60, .per_second = 2},
                          conversations::PostLimitOptions reminder_limits = {.burst = 10'000, .per_second = 500})
        : ConversationProgramme({.burst = 0, .per_second = 0}, tables(), bot_limits, reminder_limits),
          bots(*database, clock, {.public_url = "https://talk.example"}) {}

    using ConversationProgramme::call;
    template <class Response, class Request>
    Result<Response> call(const Caller& caller, Task<Response> (BotService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((bots.*method)(fresh, request));
    }

    Result<v1::CreateBotResponse> create(const Caller& organiser, const std::string& hub_id, std::string_view name,
                                         std::initializer_list<v1::BotScope> scopes,
                                         const std::vector<std::string>& channel_ids) {
        v1::CreateBotRequest request;
        request.set_hub_id(hub_id);
        request.set_name(std::string(name));
        request.set_purpose("Looks after the kettle.");
        for (const auto scope : scopes) request.add_scopes(scope);
        request.mutable_channel_ids()->Add(channel_ids.begin(), channel_ids.end());
        return call(organiser, &BotService::create_bot, request);
    }
    // As whom a call with the token comes; throws if with nobody.
    Caller with_token(const std::string& token) {
        const auto access =
            write([&](store::Transaction& tx) { return accounts::find_access(tx, token, clock.now()); });
        if (!access) throw std::runtime_error("the token is unknown");
        return access->caller;
    }
    Caller bot(const Caller& organiser, const std::string& hub_id, std::initializer_list<v1::BotScope> scopes,
               const std::vector<std::string>& channel_ids, std::string_view name = "Kettle") {
        return with_token(must(create(organiser, hub_id, name, scopes, channel_ids)).token());
    }

    v1::UpdateBotRequest change(const Caller& bot) {
        v1::UpdateBotRequest request;
        request.set_bot_id(bot.member_id);
        return request;
    }
    Result<v1::UpdateBotResponse> update(const Caller& organiser, const v1::UpdateBotRequest& request) {
        return call(organiser, &BotService::update_bot, request);
    }
    Result<v1::UpdateBotResponse> pause(const Caller& organiser, const Caller& bot, bool paused = true) {
        auto request = change(bot);
        request.set_paused(paused);
        return update(organiser, request);
    }
    Result<v1::UpdateBotResponse> invite(const Caller& organiser, const Caller& bot,
                                         const std::vector<std::string>& channel_ids) {
        auto request = change(bot);
        request.mutable_channels()->mutable_channel_ids()->Add(channel_ids.begin(), channel_ids.end());
        return update(organiser, request);
    }
    Result<v1::UpdateBotResponse> grant(const Caller& organiser, const Caller& bot,
                                        std::initializer_list<v1::BotScope> scopes) {
        auto request = change(bot);
        request.mutable_scopes();
        for (const auto scope : scopes) request.mutable_scopes()->add_scopes(scope);
        return update(organiser, request);
    }
    Result<v1::ListBotsResponse> list(const Caller& caller, const std::string& hub_id) {
        v1::ListBotsRequest request;
        request.set_hub_id(hub_id);
        return call(caller, &BotService::list_bots, request);
    }
    Result<v1::RotateBotTokenResponse> rotate(const Caller& organiser, const Caller& bot) {
        v1::RotateBotTokenRequest request;
        request.set_bot_id(bot.member_id);
        return call(organiser, &BotService::rotate_bot_token, request);
    }
    Result<v1::RemoveBotResponse> remove_bot(const Caller& organiser, const Caller& bot) {
        v1::RemoveBotRequest request;
        request.set_bot_id(bot.member_id);
        return call(organiser, &BotService::remove_bot, request);
    }
    std::string sandbox(const Caller& organiser, const std::string& hub_id) {
        const auto seen = must(look_at(organiser, hub_id));
        for (const auto& channel : seen.channels()) {
            if (channel.sandbox()) return channel.channel_id();
        }
        return {};
    }

    BotService bots;

  private:
    // Of this room and of the jobs that it gives.
    static std::span<const store::Migration> tables() {
        static const auto all = [] {
            std::vector<store::Migration> both(jobs::migrations().begin(), jobs::migrations().end());
            both.insert(both.end(), migrations().begin(), migrations().end());
            return both;
        }();
        return all;
    }
};

// A hub with two channels: Ana organises, Ben is a member; Stranger is none.
class ABot : public ::testing::Test {
  protected:
    BotProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller stranger = programme.person("Stranger");
    std::string hub = programme.hub("Youth council", {ana, ben});
    std::string talk = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
    std::string open = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Open");
};

}  // namespace ourplace::bots
