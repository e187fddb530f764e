#include "bots/outgoing_hooks.hpp"

#include <exception>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/log.hpp"
#include "bots/webhook_signature.hpp"

namespace ourplace::bots {
namespace {

constexpr std::size_t most_under_way = 64;
constexpr std::chrono::milliseconds look_every{500};
// Of a busy server that something was written is known all the time.
constexpr std::chrono::milliseconds look_at_most_every{50};

}  // namespace

OutgoingHooks::OutgoingHooks(store::Database& database, const Clock& clock, Metrics& metrics, SenderOptions options)
    : database_(database), clock_(clock), metrics_(metrics), sender_(options), node_(new_id()) {}

OutgoingHooks::~OutgoingHooks() { stop(); }

void OutgoingHooks::start() {
    thread_ = std::thread([this] { run(); });
}

void OutgoingHooks::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    sender_.wake();
    thread_.join();
}

void OutgoingHooks::wake() {
    if (has_hooks_ && !woken_.exchange(true)) sender_.wake();
}

std::size_t OutgoingHooks::deliver_due() {
    taken_ = 0;
    while (begin_next() || begin_due() || sender_.under_way() > 0) sender_.wait(look_every);
    return taken_;
}

bool OutgoingHooks::begin_next() {
    const auto before = under_way_.size();
    for (const auto& bot_id : std::exchange(next_, {})) begin(bot_id);
    return under_way_.size() > before;
}

bool OutgoingHooks::begin_due() {
    const auto due = database_.read_now([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
        auto bots = hooks_due(tx, node_, clock_.now());
        std::erase_if(bots, [&](const std::string& bot_id) {
            return under_way_.contains(bot_id) || !has_something_to_deliver(tx, bot_id);
        });
        has_hooks_ = has_outgoing_hooks(tx);
        return bots;
    });
    if (!due) return false;
    const auto before = under_way_.size();
    for (const auto& bot_id : *due) {
        if (under_way_.size() < most_under_way) begin(bot_id);
    }
    return under_way_.size() > before;
}

void OutgoingHooks::begin(const std::string& bot_id) {
    if (under_way_.contains(bot_id)) return;
    const auto taken = database_.write_now([&](store::Transaction& tx) -> Result<std::optional<Delivery>> {
        return take(tx, bot_id, node_, clock_.now());
    });
    if (!taken || !*taken) return;
    const auto& delivery = **taken;
    const auto at = std::to_string(clock_.now() / microseconds_per_second);
    under_way_.insert(bot_id);
    sender_.send(
        {.url = delivery.url,
         .headers = {"Content-Type: application/json", "webhook-id: " + delivery.webhook_id, "webhook-timestamp: " + at,
                     "webhook-signature: " +
                         webhook_signature(delivery.signing_key, delivery.webhook_id, at, delivery.body)},
         .body = delivery.body},
        [this, delivery, begun = std::chrono::steady_clock::now()](const std::string& failure) {
            end(delivery, failure, begun);
        });
}

void OutgoingHooks::end(const Delivery& delivery, const std::string& failure,
                        std::chrono::steady_clock::time_point begun) {
    under_way_.erase(delivery.bot_id);
    const auto dead = database_.write_now([&](store::Transaction& tx) -> Result<bool> {
        if (!failure.empty()) return note_failed(tx, delivery, failure, clock_.now());
        note_delivered(tx, delivery, clock_.now());
        return false;
    });
    if (failure.empty()) {
        ++taken_;
        next_.push_back(delivery.bot_id);
    }
    const bool is_dead = dead && *dead;
    const std::string_view outcome = failure.empty() ? "ok" : is_dead ? "dead" : "failed";
    metrics_.count_call("hooks/out", outcome, std::chrono::steady_clock::now() - begun);
    log::info("hook delivery",
              {{"bot", delivery.bot_id}, {"webhook", delivery.webhook_id}, {"failure", failure}, {"dead", is_dead}});
}

void OutgoingHooks::run() {
    auto looked = std::chrono::steady_clock::now() - look_every;
    while (!stopping_) {
        try {
            begin_next();
            const auto since = std::chrono::steady_clock::now() - looked;
            if (since >= look_every || (woken_ && since >= look_at_most_every)) {
                looked = std::chrono::steady_clock::now();
                woken_ = false;
                begin_due();
            }
            sender_.wait(woken_ ? look_at_most_every : look_every);
        } catch (const std::exception& caught) {
            log::error("hooks are not delivered just now", {{"reason", caught.what()}});
            std::this_thread::sleep_for(look_every);
        }
    }
    static_cast<void>(database_.write_now([&](store::Transaction& tx) -> Result<int> {
        release_hooks(tx, node_);
        return 0;
    }));
}

}  // namespace ourplace::bots
