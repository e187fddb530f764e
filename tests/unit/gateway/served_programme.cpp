#include "unit/gateway/served_programme.hpp"

#include <boost/asio/post.hpp>
#include <cstring>
#include <google/protobuf/util/json_util.h>
#include <stdexcept>
#include <vector>

#include "accounts/bot_tables.hpp"
#include "conversations/message_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"
#include "hubs/persona_tables.hpp"
#include "hubs/thread_tables.hpp"

namespace ourplace::gateway {
namespace {

// As weak as libsodium allows.
constexpr accounts::HashingOptions quick_hashing{.threads = 1, .max_waiting = 64, .memory_bytes = 8192, .passes = 1};

conversations::ConversationOptions unlimited() {
    conversations::ConversationOptions options;
    options.post_limits.per_second = 0;
    return options;
}

// As main composes it.
Task<KnownAs> known_as(store::Database& database, std::string member_id, std::string channel_id) {
    co_return co_await database.read([&](store::Transaction& tx) -> Result<KnownAs> {
        auto id = hubs::speaks_as(tx, member_id, channel_id);
        const std::vector<std::string> ids{id};
        return KnownAs{.member_id = id, .name = accounts::names_of(tx, ids).at(id)};
    });
}

// What a room would answer at a path of its own.
boost::asio::awaitable<rpc::PlainReply> echo(const rpc::PlainRequest& request) {
    std::string said = std::string(request.verb) + " " + std::string(request.path) + "?" + std::string(request.query) +
                       " " + std::string(request.header("x-test")) + " " + std::string(request.body) + " " +
                       request.address;
    co_return rpc::PlainReply{.status = 409, .headers = {{"X-Said", "hello"}}, .body = std::move(said)};
}

}  // namespace

ServedProgramme::ServedProgramme(Options options)
    : TestProgramme({hubs::migrations(), conversations::migrations()}),
      hasher_(quick_hashing),
      authenticator_(*database, clock),
      account_service_(*database, clock, hasher_, {.public_url = "https://talk.example"}),
      conversation_service_(*database, clock, unlimited()) {
    database->on_commit([this](std::span<const store::Notice> notices) { bus_.publish(notices); });
    account_service_.add_methods(router_);
    conversation_service_.add_methods(router_);
    router_.add_plain("/echo/", &echo);
    make_hub();
    open(std::move(options));
}

ServedProgramme::~ServedProgramme() {
    gateway_->drain({.at_most = std::chrono::seconds(1)});
    for (std::size_t index = 0; index < threads_.size(); ++index) {
        boost::asio::post(threads_.context(index), [this, index] { shards_[index].reset(); });
    }
    threads_.finish();
    // Its threads may still be leaving what they posted to ours.
    database.reset();
}

std::pair<std::string, std::string> ServedProgramme::private_thread(const Person& asker, const Person& champion,
                                                                    std::string_view pseudonym) {
    return write([&](store::Transaction& tx) {
        const auto thread = hubs::create_thread(tx, hub_id_, "An Ask", clock.now());
        const auto persona = hubs::give_persona(tx, asker.member_id, thread, pseudonym, v1::LANGUAGE_EN, clock.now());
        hubs::enter_channel(tx, thread, persona, clock.now());
        hubs::enter_channel(tx, thread, champion.member_id, clock.now());
        return std::pair(thread, persona);
    });
}

void ServedProgramme::make_hub() {
    const auto organiser = member("Olwen");
    write([&](store::Transaction& tx) {
        const auto place = hubs::create_place(tx, "Somers Town", "");
        const auto hub =
            hubs::create_hub(tx, {.name = "Jobs", .purpose = "Work", .place_id = place->place_id()}, clock.now());
        hub_id_ = *hub;
        hubs::join_hub(tx, hub_id_, organiser, hubs::Role::organiser, clock.now());
        channel_id_ =
            hubs::create_channel(tx, {.hub_id = hub_id_, .name = "General", .purpose = ""}, organiser, clock.now());
    });
}

void ServedProgramme::open(Options options) {
    options.port = 0;
    std::vector<ShardPart> parts;
    for (std::size_t index = 0; index < threads_.size(); ++index) {
        auto& context = threads_.context(index);
        shard_metrics_.push_back(&metrics.add_shard());
        auto& shard = shards_.emplace_back(std::make_unique<streams::Shard>(
            context.get_executor(), *database, bus_,
            [](store::Transaction& tx, const std::string& member_id, const std::string& stream_id) {
                return hubs::may_read(tx, member_id, stream_id);
            },
            streams::ShardOptions{.metrics = shard_metrics_.back()}));
        parts.push_back({.context = context, .shard = *shard, .metrics = *shard_metrics_.back()});
    }
    Services services{
        .router = &router_,
        .authenticate = [this](std::string secret) { return authenticator_.authenticate(std::move(secret)); },
        .bus = &bus_,
        .clock = &clock,
        .metrics = &metrics,
        .epoch = epoch(),
        .version = std::string(version),
        .known_as =
            [this](std::string member_id, std::string channel_id) {
                return known_as(*database, std::move(member_id), std::move(channel_id));
            }};
    auto opened = Gateway::open(std::move(options), std::move(services), parts);
    if (!opened) throw std::runtime_error(opened.error().message);
    gateway_ = std::move(*opened);
    threads_.start();
}

std::string ServedProgramme::epoch() {
    return write([](store::Transaction& tx) { return streams::epoch(tx); });
}

std::size_t ServedProgramme::connections_now() {
    std::int64_t now = 0;
    for (const auto* shard : shard_metrics_) now += shard->connections.value();
    return static_cast<std::size_t>(now);
}

Person ServedProgramme::person(std::string_view name) {
    Person made;
    made.member_id = member(name);
    write([&](store::Transaction& tx) {
        hubs::join_hub(tx, hub_id_, made.member_id, hubs::Role::member, clock.now());
        const auto session = accounts::create_session(tx, made.member_id, "Test phone", clock.now());
        made.session_id = session.session_id;
        made.session_secret = session.secret;
        const auto token =
            accounts::create_token(tx, made.member_id, {.label = "Test", .scope = v1::SCOPE_WRITE}, clock.now());
        made.token = token->secret;
        made.token_id = token->token.token_id();
    });
    return made;
}

Person ServedProgramme::bot(std::string_view name, accounts::BotScopes scopes) {
    Person made;
    write([&](store::Transaction& tx) {
        made.member_id = *accounts::create_bot(
            tx,
            {.name = *accounts::member_name("name", name), .hub_id = hub_id_, .purpose = "For tests", .scopes = scopes},
            clock.now());
        made.token = accounts::new_bot_token(tx, made.member_id, clock.now());
        hubs::join_channel(tx, channel_id_, made.member_id, clock.now());
    });
    return made;
}

void ServedProgramme::post(std::string_view body) {
    write([&](store::Transaction& tx) {
        v1::Update update;
        update.mutable_message_posted()->mutable_message()->set_body(std::string(body));
        streams::append(tx, channel(), clock.now(), std::move(update));
    });
}

void ServedProgramme::leave_hub(const Person& person) {
    write([&](store::Transaction& tx) {
        static_cast<void>(hubs::leave_hub(tx, hub_id_, person.member_id, clock.now()));
    });
}

void ServedProgramme::end_session(const Person& person) {
    write([&](store::Transaction& tx) { accounts::end_session(tx, person.member_id, person.session_id, clock.now()); });
}

v1::PostMessageRequest ServedProgramme::post_request(std::string_view body) {
    std::string id(conversations::client_message_id_bytes, '\0');
    ++posted_;
    std::memcpy(id.data(), &posted_, sizeof posted_);
    v1::PostMessageRequest request;
    request.set_channel_id(channel_id_);
    request.set_client_message_id(id);
    request.set_body(std::string(body));
    return request;
}

std::string ServedProgramme::post_json(std::string_view body) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(post_request(body), &json).ok()) throw std::logic_error("no JSON");
    return json;
}

}  // namespace ourplace::gateway
