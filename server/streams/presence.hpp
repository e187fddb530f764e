// Who has a connection, to this node or another. Presence has no number and may be lost; it is told to those who follow
// a hub that the member follows as well. Leaving counts only after a while, so that a phone on a bad line does not
// flicker. Each node tells its own people; nodes tell each other who is with them, and who is not heard of again has
// gone. While the others cannot be heard, who is with them is unknown, never away. Any thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "ourplace/v1/nodes.pb.h"
#include "streams/bus.hpp"

namespace ourplace::streams {

class Presence {
  public:
    static constexpr std::chrono::seconds leaving_takes{10};
    // Everybody is said again this often …
    static constexpr std::chrono::seconds said_every{25};
    // … and a node that has said nothing for so long has gone, and its people with it.
    static constexpr std::chrono::seconds heard_within{60};

    // To every other node.
    using Tell = std::function<void(const v1::NodePresence&)>;

    // The bus reaches this node's people only. Without `tell` there are no other nodes.
    Presence(const Clock& clock, Bus& here, Tell tell = {});
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() = default;

    // Calls tick() on the executor every second, until stop() there.
    void start(const boost::asio::any_io_executor& executor);
    void stop();

    // Counted: a member may have several connections.
    void arrived(const std::string& member_id);
    void left(const std::string& member_id);
    // One of the connections follows the hub, again and again perhaps.
    void follows(const std::string& member_id, const std::string& hub_stream);
    // The member may no longer follow the hub: its people no longer learn about them.
    void lost(const std::string& member_id, const std::string& hub_stream);

    // What another node says.
    void heard(const std::string& node, const v1::NodePresence& said);
    // Whether the other nodes can be heard.
    void hears_others(bool hears);

    [[nodiscard]] bool is_present(std::string_view member_id) const;
    // False: who is not present may be so elsewhere.
    [[nodiscard]] bool knows_everybody() const;

    // Tells what has changed, a bounded number for each hub.
    void tick();

  private:
    enum class State : std::uint8_t { present, away, unknown };
    using Hubs = std::set<std::string>;
    using Members = std::map<std::string, Hubs, std::less<>>;

    struct Member {
        std::size_t connections = 0;
        // When the last connection went; meaningless while there is one.
        Timestamp left_at = 0;
        // Whose people were told that the member is present.
        Hubs hubs;
    };
    struct Node {
        Timestamp heard_at = 0;
        Members members;
        // Said so far of all of them.
        Members next;
        std::uint32_t parts_heard = 0;
    };

    [[nodiscard]] bool is_here(const std::string& hub_stream, std::string_view member_id) const;
    [[nodiscard]] bool is_elsewhere(const std::string& hub_stream, std::string_view member_id) const;
    void announce(const std::string& hub_stream, const std::string& member_id, State state);
    // Nobody else says that the member is present in the hub: then the hub's people here are told.
    void announce_if_gone(const std::string& hub_stream, const std::string& member_id, State state);
    void changed_here(const std::string& member_id);
    void set_elsewhere(Node& node, const std::string& member_id, Hubs hubs);
    void replace(Node& node, Members members);
    void forget(std::map<std::string, Node>::iterator node, State state);
    void forget_those_who_left();
    void forget_silent_nodes();
    [[nodiscard]] std::vector<v1::NodePresence> sayings();
    void wait(const std::shared_ptr<boost::asio::steady_timer>& timer);

    [[nodiscard]] static store::Notice notice_for(const std::string& hub_stream, std::map<std::string, State>& untold);

    const Clock& clock_;
    Bus& here_;
    const Tell tell_;
    mutable std::mutex mutex_;
    std::map<std::string, Member, std::less<>> members_;
    std::map<std::string, Node> nodes_;
    bool hears_others_ = false;
    // Members whose presence here the other nodes have yet to learn.
    std::set<std::string> unsaid_;
    bool says_all_ = false;
    bool asks_ = false;
    Timestamp said_all_at_ = 0;
    // In the order of leaving; who has come back since is skipped.
    std::deque<std::pair<Timestamp, std::string>> leaving_;
    // By hub stream, whose presence is yet to be told. The newest word about somebody replaces an older one.
    std::map<std::string, std::map<std::string, State>> untold_;
    std::shared_ptr<boost::asio::steady_timer> timer_;
};

}  // namespace ourplace::streams
