// A programme that is served: a real store, two shards with a bus, the methods of accounts and conversations, and the
// gateway on a free port of this machine.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "accounts/account_service.hpp"
#include "accounts/authenticator.hpp"
#include "accounts/bot_rules.hpp"
#include "accounts/passphrase_hasher.hpp"
#include "base/io_threads.hpp"
#include "conversations/conversation_service.hpp"
#include "gateway/gateway.hpp"
#include "rpc/router.hpp"
#include "streams/local_bus.hpp"
#include "streams/shard.hpp"
#include "unit/test_programme.hpp"

namespace ourplace::gateway {

struct Person {
    std::string member_id;
    std::string session_id;
    // For the cookie.
    std::string session_secret;
    // A bearer token that may write.
    std::string token;
    std::string token_id;
};

class ServedProgramme : public TestProgramme {
  public:
    static constexpr std::string_view version = "test version";
    static constexpr auto post_message = "ourplace.v1.ConversationService/PostMessage";

    explicit ServedProgramme(Options options = {});
    ~ServedProgramme() override;

    [[nodiscard]] std::uint16_t port() const { return gateway_->port(); }
    [[nodiscard]] Gateway& gateway() { return *gateway_; }
    [[nodiscard]] std::string epoch();
    [[nodiscard]] std::size_t connections_now();

    // Belongs to the hub and has joined its channel.
    Person person(std::string_view name);
    [[nodiscard]] const std::string& channel_id() const { return channel_id_; }
    [[nodiscard]] std::string channel() const { return streams::channel_stream(channel_id_); }
    // The Thread of an Ask in which they have a persona of this name; returns its id, and the persona's.
    std::pair<std::string, std::string> private_thread(const Person& asker, const Person& champion,
                                                       std::string_view pseudonym);
    // A bot of the hub that was invited to its channel, with its bearer token.
    Person bot(std::string_view name, accounts::BotScopes scopes = {accounts::BotScope::post});
    // Straight into the store, as if another node had done it; the shards are told.
    void post(std::string_view body);
    void leave_hub(const Person& person);
    void end_session(const Person& person);

    // A body of PostMessage in JSON, with a client_message_id of its own.
    [[nodiscard]] std::string post_json(std::string_view body);
    [[nodiscard]] v1::PostMessageRequest post_request(std::string_view body);

  private:
    void make_hub();
    void open(Options options);

    accounts::PassphraseHasher hasher_;
    IoThreads threads_{2};
    streams::LocalBus bus_;
    rpc::Router router_{metrics};
    accounts::Authenticator authenticator_;
    accounts::AccountService account_service_;
    conversations::ConversationService conversation_service_;
    std::deque<std::unique_ptr<streams::Shard>> shards_;
    std::deque<ShardMetrics*> shard_metrics_;
    std::unique_ptr<Gateway> gateway_;
    std::string hub_id_;
    std::string channel_id_;
    std::uint64_t posted_ = 0;
};

}  // namespace ourplace::gateway
