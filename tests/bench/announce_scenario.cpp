#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "measuring.hpp"
#include "ourplace/v1/announcements.pb.h"

namespace ourplace::bench {
namespace {

// As clients do: they report within 3 s, at a time that chance chooses.
constexpr std::uint64_t report_within_ns = 3'000'000'000;
constexpr std::uint32_t first_post_id = 1000;
constexpr std::uint32_t send_id = 10;
constexpr std::uint32_t report_id = 11;
constexpr std::uint32_t look_id = 12;

std::string method(const char* name) { return std::string("ourplace.v1.AnnouncementService/") + name; }

v1::SendAnnouncementRequest announcement(const Programme& programme) {
    v1::SendAnnouncementRequest request;
    const auto run = now_ns();
    std::string id(16, '\0');
    std::copy_n(reinterpret_cast<const char*>(&run), 8, id.begin());
    request.set_client_announcement_id(id);
    for (const auto& hub_id : programme.hub_ids) request.mutable_audience()->add_hub_ids(hub_id);
    request.set_importance(v1::IMPORTANCE_URGENT);
    request.mutable_english()->set_title("Pumps: the new number for the night");
    request.mutable_english()->set_body(std::string(300, 'e'));
    request.mutable_welsh()->set_title("Pympiau: y rhif newydd gyda'r nos");
    request.mutable_welsh()->set_body(std::string(300, 'w'));
    request.set_asks_acknowledgement(true);
    return request;
}

// One member posts at a steady rate; how long each post took until it was acknowledged.
class Poster {
  public:
    Poster(Fleet& fleet, std::size_t connection, const Programme& programme, const Options& options)
        : fleet_(fleet), connection_(connection), programme_(programme), options_(options) {}

    void start() {
        latencies_ms_.clear();
        next_ns_ = now_ns();
    }
    void post_what_is_due() {
        while (now_ns() >= next_ns_) {
            // The rest of a stall is not made up for in a flood, but counts: from when it should have gone.
            sent_ns_[++posted_] = next_ns_;
            next_ns_ += static_cast<std::uint64_t>(1e9 / options_.posts_per_second);
            fleet_.call(connection_, first_post_id + posted_, post_method, message(programme_, options_));
        }
    }
    void post_for(double seconds) {
        start();
        const auto end = now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
        const bool answered = fleet_.run_until(
            [&] {
                if (now_ns() < end) post_what_is_due();
                return now_ns() >= end && nothing_under_way();
            },
            seconds + patience_s);
        if (!answered) fail("posts were never answered");
    }
    void acknowledged(std::uint32_t id) {
        const auto sent = sent_ns_.extract(id - first_post_id);
        latencies_ms_.push_back(static_cast<double>(now_ns() - sent.mapped()) / 1e6);
    }
    [[nodiscard]] bool nothing_under_way() const { return sent_ns_.empty(); }
    double p99_ms() {
        std::ranges::sort(latencies_ms_);
        return quantile(latencies_ms_, 0.99);
    }

  private:
    Fleet& fleet_;
    std::size_t connection_;
    const Programme& programme_;
    const Options& options_;
    std::uint32_t posted_ = 0;
    std::uint64_t next_ns_ = 0;
    std::map<std::uint32_t, std::uint64_t> sent_ns_;
    std::vector<double> latencies_ms_;
};

// Who is told, when it came to each, and their reports.
struct Recipients {
    std::vector<std::uint64_t> arrived_ns;
    std::multimap<std::uint64_t, std::size_t> to_report;
    std::string announcement_id;
    std::size_t reported = 0;
    std::mt19937_64 chance{1};

    void arrived(std::size_t connection) {
        arrived_ns.push_back(now_ns());
        to_report.emplace(now_ns() + chance() % report_within_ns, connection);
    }
    void report_what_is_due(Fleet& fleet) {
        while (!announcement_id.empty() && !to_report.empty() && to_report.begin()->first <= now_ns()) {
            v1::ReportReachedRequest request;
            auto& reached = *request.add_reached();
            reached.set_announcement_id(announcement_id);
            reached.set_version(1);
            fleet.call(to_report.begin()->second, report_id, method("ReportReached"), request);
            to_report.erase(to_report.begin());
        }
    }
};

void listen(Fleet& fleet, Poster& poster, Recipients& recipients) {
    fleet.events.update = [&](std::size_t connection, std::string_view, std::uint64_t) {
        recipients.arrived(connection);
    };
    fleet.events.reply = [&](std::size_t, const v1::Reply& reply) {
        expect_success(reply);
        if (reply.id() > first_post_id) poster.acknowledged(reply.id());
        if (reply.id() == report_id) ++recipients.reported;
        if (reply.id() != send_id) return;
        v1::SendAnnouncementResponse response;
        if (!response.ParseFromString(reply.response())) fail("a reply that does not parse");
        recipients.announcement_id = response.announcement().announcement_id();
    };
}

// What the server says at the end.
v1::Tracking tracking(Fleet& fleet, std::size_t connection, const std::string& announcement_id) {
    v1::GetAnnouncementRequest request;
    request.set_announcement_id(announcement_id);
    v1::GetAnnouncementResponse response;
    bool answered = false;
    fleet.events.reply = [&](std::size_t, const v1::Reply& reply) {
        if (reply.id() != look_id) return;
        answered = response.ParseFromString(expect_success(reply).response());
    };
    fleet.call(connection, look_id, method("GetAnnouncement"), request);
    if (!fleet.run_until([&] { return answered; }, patience_s)) fail("the announcement cannot be read");
    return response.announcement().tracking();
}

}  // namespace

Figures announce(const Programme& programme, const Options& options) {
    Fleet fleet;
    for (std::size_t i = 0; i < options.connections; ++i) {
        const auto index = connect_member(fleet, options.ports[i % options.ports.size()], programme, i, false);
        fleet[index].cursors["m." + programme.people.at(i).member_id] = 0;
    }
    const auto sender = connect_member(fleet, sender_port(options), programme, 0, false);
    connect_all(fleet);

    Poster poster(fleet, sender, programme, options);
    Recipients recipients;
    listen(fleet, poster, recipients);
    poster.post_for(2);  // Warm up.
    const auto cpu_at_first = cpu_seconds(options.server_pids);
    poster.post_for(options.seconds);
    const auto cpu_of_posts = (cpu_seconds(options.server_pids) - cpu_at_first) / options.seconds;
    const auto p99_before = poster.p99_ms();

    const auto cpu = cpu_seconds(options.server_pids);
    const auto began = now_ns();
    poster.start();
    fleet.call(sender, send_id, method("SendAnnouncement"), announcement(programme));
    const auto everybody = options.connections;
    const bool finished = fleet.run_until(
        [&] {
            poster.post_what_is_due();
            recipients.report_what_is_due(fleet);
            return recipients.reported == everybody;
        },
        patience_s);
    if (!finished) {
        fail("only " + std::to_string(recipients.arrived_ns.size()) + " have it and " +
             std::to_string(recipients.reported) + " reported in time");
    }
    const auto seconds = static_cast<double>(now_ns() - began) / 1e9;
    const auto cpu_used = cpu_seconds(options.server_pids) - cpu - cpu_of_posts * seconds;
    if (!fleet.run_until([&] { return poster.nothing_under_way(); }, patience_s)) fail("posts were never answered");
    const auto p99_during = poster.p99_ms();
    if (recipients.arrived_ns.size() != everybody) fail("somebody has it twice");
    const auto end = tracking(fleet, sender, recipients.announcement_id);
    if (end.audience() != everybody || end.reached() != everybody || end.sent_to() != everybody)
        fail("the record says " + end.ShortDebugString());
    std::ranges::sort(recipients.arrived_ns);
    const auto after = [&](std::uint64_t at) { return static_cast<double>(at - began) / 1e9; };
    return {{"seconds_to_half", after(recipients.arrived_ns[everybody / 2])},
            {"seconds_to_last", after(recipients.arrived_ns.back())},
            {"seconds_to_all_reached", seconds},
            {"cpu_us_per_recipient", cpu_used * 1e6 / static_cast<double>(everybody)},
            {"post_p99_ms_before", p99_before},
            {"post_p99_ms_during", p99_during}};
}

}  // namespace ourplace::bench
