#include "cli/server.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <optional>
#include <sys/resource.h>
#include <thread>
#include <utility>
#include <vector>

#include "accounts/account_service.hpp"
#include "accounts/authenticator.hpp"
#include "accounts/bot_tables.hpp"
#include "accounts/devices_tables.hpp"
#include "accounts/passphrase_hasher.hpp"
#include "accounts/programme_service.hpp"
#include "announcements/announcement_service.hpp"
#include "asks/ask_changes.hpp"
#include "asks/ask_service.hpp"
#include "asks/champion_service.hpp"
#include "asks/safeguarding_service.hpp"
#include "asks/safeguarding_tables.hpp"
#include "base/clock.hpp"
#include "base/io_threads.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/text.hpp"
#include "bots/bot_service.hpp"
#include "bots/command_tables.hpp"
#include "bots/incoming_hooks.hpp"
#include "bots/outgoing_hooks.hpp"
#include "cli/composition.hpp"
#include "cli/leaving.hpp"
#include "conversations/conversation_service.hpp"
#include "events/event_service.hpp"
#include "events/rsvp_tables.hpp"
#include "gateway/gateway.hpp"
#include "hubs/hub_service.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"
#include "hubs/persona_tables.hpp"
#include "insights/insights_service.hpp"
#include "jobs/job_runner.hpp"
#include "stories/story_service.hpp"
#include "stories/suggestion_service.hpp"
#include "streams/node_bus.hpp"
#include "streams/presence.hpp"
#include "streams/shard.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::cli {
namespace {

// Reconnects are spread over this long, or over less where stopping must be quicker.
constexpr std::chrono::seconds longest_spread{5};
constexpr std::chrono::milliseconds reconnect_to_others_within{200};
// Beyond the time for draining, for what the threads have under way.
constexpr std::chrono::seconds time_to_finish{3};

sigset_t awaited_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    return signals;
}

// As many sockets as the operator lets this process have.
void raise_file_limit(std::size_t max_connections) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < max_connections + 100)
        log::info("fewer files may be open than connections are allowed",
                  {{"max_connections", max_connections}, {"files", limit.rlim_cur}});
}

struct Facts {
    std::string epoch;
    std::string programme;
};

// Under which id and name others see the member in the channel.
Task<gateway::KnownAs> known_as(store::Database& database, std::string member_id, std::string channel_id) {
    co_return co_await database.read([&](store::Transaction& tx) -> Result<gateway::KnownAs> {
        auto id = hubs::speaks_as(tx, member_id, channel_id);
        auto member = accounts::find_member(tx, id);
        if (!member) return std::unexpected(Error::not_found("", "There is no such member."));
        return gateway::KnownAs{.member_id = std::move(id), .name = std::move(member->name)};
    });
}

// Until a hub has one, what is due waits.
std::optional<std::string> reminding_bot(store::Transaction& tx, const std::string& hub_id) {
    const auto bots = accounts::bots_that_may(tx, hub_id, accounts::BotScope::remind);
    return bots.empty() ? std::nullopt : std::optional(bots.front());
}

}  // namespace

// In the order of need: what stands below uses what stands above, and goes first.
struct Server::Parts {
    explicit Parts(const Settings& given, std::size_t shard_count) : settings(given), threads(shard_count) {}

    Settings settings;
    Metrics metrics;
    SystemClock clock;
    IoThreads threads;
    IoThreads bus_thread{1};
    // The store's threads tell these what they commit, to their end.
    std::unique_ptr<streams::NodeBus> bus;
    std::optional<bots::OutgoingHooks> outgoing_hooks;
    std::unique_ptr<store::Database> database;
    std::optional<streams::Presence> presence;
    accounts::PassphraseHasher hasher;
    rpc::Router router{metrics};
    std::optional<accounts::Authenticator> authenticator;
    std::optional<accounts::AccountService> account_service;
    std::optional<accounts::ProgrammeService> programme_service;
    std::optional<hubs::HubService> hub_service;
    std::optional<conversations::ConversationService> conversation_service;
    std::optional<announcements::AnnouncementService> announcement_service;
    std::optional<events::EventService> event_service;
    std::optional<asks::AskService> ask_service;
    std::optional<asks::SafeguardingService> safeguarding_service;
    std::optional<asks::ChampionService> champion_service;
    std::optional<stories::StoryService> story_service;
    std::optional<stories::SuggestionService> suggestion_service;
    std::optional<insights::InsightsService> insights_service;
    std::optional<bots::BotService> bot_service;
    std::optional<bots::IncomingHooks> incoming_hooks;
    std::optional<jobs::JobRunner> job_runner;
    std::deque<std::unique_ptr<streams::Shard>> shards;
    std::unique_ptr<gateway::Gateway> gateway;
    std::string url;
    std::string own_synonyms;

    Result<void> read_synonyms();
    Result<void> open_store();
    Result<void> open_gateway(const Facts& facts);
    void make_services();
    void make_services_of_people();
    void start_jobs();
};

Result<void> Server::Parts::read_synonyms() {
    if (settings.synonyms.empty()) return {};
    std::ifstream file(settings.synonyms);
    own_synonyms.assign(std::istreambuf_iterator<char>(file), {});
    if (!file.is_open() || file.bad() || !is_valid_utf8(own_synonyms)) {
        return std::unexpected(Error::invalid(
            "synonyms", "The synonyms in " + settings.synonyms.string() + " cannot be read as text in UTF-8."));
    }
    return {};
}

Result<void> Server::Parts::open_store() {
    auto opened = cli::open_store(settings, threads.size(), metrics.store);
    if (!opened) return std::unexpected(std::move(opened.error()));
    database = std::move(*opened);
    auto made = streams::NodeBus::open(bus_thread.context(0).get_executor(), *database, metrics,
                                       {.redis = {.url = settings.redis_url, .ca_file = settings.redis_ca.string()}});
    if (!made) return std::unexpected(std::move(made.error()));
    bus = std::move(*made);
    streams::Presence::Tell tell;
    if (!settings.redis_url.empty()) tell = [this](const v1::NodePresence& said) { bus->tell(said); };
    presence.emplace(clock, bus->here(), std::move(tell));
    bus->start(
        {.presence = [this](const std::string& node, const v1::NodePresence& said) { presence->heard(node, said); },
         .hears_others = [this](bool hears) { presence->hears_others(hears); }});
    outgoing_hooks.emplace(
        *database, clock, metrics,
        bots::SenderOptions{.reach = settings.webhooks_to_private ? bots::SenderOptions::Reach::everywhere
                                                                  : bots::SenderOptions::Reach::public_only});
    database->on_commit([this](std::span<const store::Notice> notices) {
        bus->publish(notices);
        outgoing_hooks->wake();
    });
    return {};
}

Result<void> Server::Parts::open_gateway(const Facts& facts) {
    authenticator.emplace(*database, clock);
    std::vector<gateway::ShardPart> parts;
    for (std::size_t index = 0; index < threads.size(); ++index) {
        auto& shard_metrics = metrics.add_shard();
        auto& context = threads.context(index);
        auto& shard = shards.emplace_back(std::make_unique<streams::Shard>(
            context.get_executor(), *database, *bus,
            [](store::Transaction& tx, const std::string& member_id, const std::string& stream_id) {
                return hubs::may_read(tx, member_id, stream_id) || asks::may_read_concerns(tx, member_id, stream_id);
            },
            streams::ShardOptions{
                .metrics = &shard_metrics, .presence = &*presence, .is_unseen = hubs::speaks_under_another_name}));
        parts.push_back({.context = context, .shard = *shard, .metrics = shard_metrics});
    }
    gateway::Services services{
        .router = &router,
        .authenticate = [this](std::string secret) { return authenticator->authenticate(std::move(secret)); },
        .bus = bus.get(),
        .clock = &clock,
        .metrics = &metrics,
        .epoch = facts.epoch,
        .version = OURPLACE_VERSION,
        .known_as =
            [this](std::string member_id, std::string channel_id) {
                return known_as(*database, std::move(member_id), std::move(channel_id));
            }};
    auto opened = gateway::Gateway::open(settings.gateway, std::move(services), parts);
    if (!opened) return std::unexpected(std::move(opened.error()));
    gateway = std::move(*opened);
    return {};
}

// Accounts and hubs say who comes and goes; what is somebody's in other rooms passes on with it.
void Server::Parts::make_services_of_people() {
    account_service.emplace(*database, clock, hasher,
                            accounts::AccountOptions{.public_url = url,
                                                     .member_renamed =
                                                         [this](store::Transaction& tx, const std::string& member_id) {
                                                             hubs::announce_member_changed(tx, member_id, clock.now());
                                                         },
                                                     .member_leaves =
                                                         [this](store::Transaction& tx, const std::string& member_id) {
                                                             pass_everything_on(tx, member_id, clock.now());
                                                         }});
    hub_service.emplace(
        *database, clock,
        hubs::HubOptions{
            .public_url = url,
            .hash_passphrase = [this](std::string passphrase) { return hasher.hash(std::move(passphrase)); },
            .member_left =
                [this](store::Transaction& tx, const std::string& hub_id, const std::string& member_id) {
                    events::forget_answers(tx, hub_id, member_id, clock.now());
                    asks::release_all(tx, member_id, hub_id, clock.now());
                },
            .no_longer_champion =
                [this](store::Transaction& tx, const std::string& member_id) {
                    asks::release_all(tx, member_id, {}, clock.now());
                }});
    programme_service.emplace(*database);
    account_service->add_methods(router);
    programme_service->add_methods(router);
    hub_service->add_methods(router);
}

// After the port is known, which stands in links; before the threads run.
void Server::Parts::make_services() {
    url = settings.public_url(gateway->port());
    make_services_of_people();
    conversations::ConversationOptions conversation_options;
    conversation_options.is_present = [this](std::string_view member_id) { return presence->is_present(member_id); };
    conversation_options.knows_who_is_present = [this] { return presence->knows_everybody(); };
    if (settings.unlimited) {
        conversation_options.post_limits.per_second = 0;
        conversation_options.bot_limits.per_second = 0;
        conversation_options.reminder_limits.per_second = 0;
    }
    conversation_service.emplace(*database, clock, std::move(conversation_options));
    event_service.emplace(*database, clock,
                          events::ReminderOptions{.public_url = url, .reminding_bot = &reminding_bot});
    champion_service.emplace(*database, clock);
    champion_service->add_methods(router);
    conversation_service->add_methods(router);
    announcement_service.emplace(*database, clock, [this] { job_runner->wake(); });
    announcement_service->add_methods(router);
    event_service->add_methods(router);
    ask_service.emplace(*database, clock, asks::AskOptions{.wake_jobs = [this] { job_runner->wake(); }});
    ask_service->add_methods(router);
    safeguarding_service.emplace(*database, clock);
    safeguarding_service->add_methods(router);
    story_service.emplace(*database, clock, own_synonyms);
    story_service->add_methods(router);
    suggestion_service.emplace(*database, clock);
    suggestion_service->add_methods(router);
    insights_service.emplace(*database, clock);
    insights_service->add_methods(router);
    bot_service.emplace(*database, clock, bots::BotOptions{.public_url = url});
    bot_service->add_methods(router);
    incoming_hooks.emplace(*database, clock, metrics,
                           [this](rpc::Context& context, const v1::PostMessageRequest& request) {
                               return conversation_service->post_message(context, request);
                           });
    router.add_plain("/hooks/", [this](const rpc::PlainRequest& request) { return incoming_hooks->answer(request); });
}

// With the services, whose work it is; they wake it.
void Server::Parts::start_jobs() {
    job_runner.emplace(*database, clock);
    job_runner->add("forget_expired", [this](store::Transaction& tx, const jobs::Job&) -> std::optional<Timestamp> {
        accounts::forget_expired(tx, clock.now());
        bots::forget_invocations(tx, clock.now());
        return clock.now() + microseconds_per_day;
    });
    announcement_service->add_jobs(*job_runner);
    ask_service->add_jobs(*job_runner);
    safeguarding_service->add_jobs(*job_runner);
    event_service->add_jobs(*job_runner);
    suggestion_service->add_jobs(*job_runner);
    job_runner->add(std::string(bots::unanswered_job),
                    [this](store::Transaction& tx, const jobs::Job& job) -> std::optional<Timestamp> {
                        bots::give_up(tx, job.key, clock.now());
                        return std::nullopt;
                    });
    job_runner->start(threads.context(0).get_executor());
    presence->start(threads.context(0).get_executor());
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() = default;

const std::string& Server::url() const { return parts_->url; }

Result<std::unique_ptr<Server>> Server::open(const Settings& settings) {
    raise_file_limit(settings.gateway.limits.max_connections);
    const auto shard_count =
        settings.shards > 0 ? settings.shards : std::max<std::size_t>(1, std::thread::hardware_concurrency());
    auto parts = std::make_unique<Parts>(settings, shard_count);
    if (auto read = parts->read_synonyms(); !read) return std::unexpected(std::move(read.error()));
    if (auto opened = parts->open_store(); !opened) return std::unexpected(std::move(opened.error()));
    const auto planned = parts->database->write_now([&](store::Transaction& tx) -> Result<int> {
        jobs::schedule(tx, {.kind = "forget_expired", .key = {}, .due_at_us = parts->clock.now()});
        return 0;
    });
    if (!planned) return std::unexpected(planned.error());
    const auto facts = parts->database->read_now([](store::Transaction& tx) -> Result<Facts> {
        return Facts{.epoch = streams::epoch(tx), .programme = accounts::programme_name(tx)};
    });
    if (!facts) return std::unexpected(facts.error());
    if (auto opened = parts->open_gateway(*facts); !opened) return std::unexpected(std::move(opened.error()));
    parts->make_services();
    parts->start_jobs();
    if (facts->programme.empty())
        log::warning("there is no programme yet", {{"make_one", "ourplace admin create-programme --name NAME"}});
    return std::unique_ptr<Server>(new Server(std::move(parts)));
}

void Server::block_signals() {
    const auto signals = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    // A log that nobody reads any more must not end the server.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

void Server::run() {
    parts_->bus_thread.start();
    parts_->threads.start();
    parts_->outgoing_hooks->start();
    log::info("serving", {{"url", parts_->url},
                          {"address", parts_->settings.gateway.address},
                          {"port", parts_->gateway->port()},
                          {"store", store_place(parts_->settings)},
                          {"version", OURPLACE_VERSION}});
    const auto signals = awaited_signals();
    for (int received = 0; received != SIGTERM && received != SIGINT;) {
        if (sigwait(&signals, &received) != 0 || received != SIGHUP || !parts_->settings.gateway.uses_tls()) continue;
        if (auto reloaded = parts_->gateway->reload_tls(); reloaded) {
            log::info("certificate read again");
        } else {
            log::error("the old certificate stays", {{"reason", reloaded.error().message}});
        }
    }
    stop();
}

void Server::stop() {
    log::info("stopping");
    const auto at_most = parts_->settings.stop_time;
    std::thread([at_most] {
        const auto signals = awaited_signals();
        const timespec patience{.tv_sec = (at_most + time_to_finish).count(), .tv_nsec = 0};
        const int received = sigtimedwait(&signals, nullptr, &patience);
        log::warning("stopped without waiting any longer", {{"signal", received}});
        std::_Exit(received > 0 ? 128 + received : 1);
    }).detach();

    const auto spread = std::min<std::chrono::milliseconds>(longest_spread, at_most / 4);
    // Other nodes take people in at once; without any there is nothing to come back to before this one has started again.
    const auto reconnect_within = parts_->settings.redis_url.empty() ? spread : reconnect_to_others_within;
    parts_->gateway->drain({.spread = spread, .reconnect_within = reconnect_within, .at_most = at_most});
    boost::asio::post(parts_->threads.context(0), [this] {
        parts_->presence->stop();
        parts_->job_runner->stop();
    });
    parts_->outgoing_hooks->stop();
    boost::asio::post(parts_->bus_thread.context(0), [this] { parts_->bus->stop(); });
    for (std::size_t index = 0; index < parts_->shards.size(); ++index) {
        boost::asio::post(parts_->threads.context(index), [this, index] { parts_->shards[index].reset(); });
    }
    parts_->threads.finish();
    parts_->bus_thread.finish();
    log::info("stopped");
}

}  // namespace ourplace::cli
