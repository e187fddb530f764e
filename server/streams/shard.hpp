// One shard's subscriptions: what this io_context's connections follow. Shards share nothing but the store and the bus.
//
// There is one cure for every irregularity. A subscription is *live* (it applies last + 1 as it comes) or *catching up*
// (it ignores the bus and reads from the log after `last`, checking access in the same read). It starts by catching up,
// and falls back to it on a jump in the numbers, after lagging, and whenever the member's access may have changed — so a
// person who was removed receives nothing that was committed after the removal.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/metrics.hpp"
#include "ourplace/v1/wire.pb.h"
#include "store/database.hpp"
#include "streams/bus.hpp"
#include "streams/peer.hpp"

namespace ourplace::streams {

class Presence;

// Whether the member may read the stream now. Composed in main from the capabilities' tables.
using MayRead = std::function<bool(store::Transaction&, const std::string& member_id, const std::string& stream_id)>;

// Whether nobody is to see that the member is here. Composed likewise.
using IsUnseen = std::function<bool(store::Transaction&, const std::string& member_id)>;

struct ShardOptions {
    // More than this missing is answered with the newest page and a marked gap.
    std::size_t max_replayed_updates = 500;
    std::size_t max_replayed_bytes = 512 * 1024;
    std::size_t newest_page_updates = 50;
    std::size_t max_streams_per_connection = 500;
    // Null: nobody counts; nobody asks who is present.
    ShardMetrics* metrics = nullptr;
    Presence* presence = nullptr;
    // Asked when a connection begins to follow a hub. Empty: everybody is seen.
    IsUnseen is_unseen = {};
};

class Subscriber;

class Shard {
  public:
    // Listens to the bus from here on. Constructed before its executor's thread starts, or on it. Throws StoreFailure.
    Shard(boost::asio::any_io_executor executor, store::Database& database, Bus& bus, MayRead may_read,
          ShardOptions options = {});
    Shard(const Shard&) = delete;
    Shard& operator=(const Shard&) = delete;
    // On the shard, or after its thread has ended.
    ~Shard();

    // A connection of a signed-in member. Destroy it (on the shard) when the connection ends.
    [[nodiscard]] std::unique_ptr<Subscriber> connect(Peer& peer, std::string member_id, std::string session_id);

    // From the bus, on this shard.
    void receive(std::span<const store::Notice> notices);

    // Every connection's access and numbers are held against the store, as a safety net under the notices. Happens by
    // itself once a minute, spread over the minute.
    void look_again();

    class State;

  private:
    std::shared_ptr<State> state_;
    std::shared_ptr<void> listening_;
};

// One connection's subscriptions. Shard's thread only.
class Subscriber {
  public:
    virtual ~Subscriber() = default;

    // Answers with StreamStates, the missing Updates and Subscribed{id}, as wire.proto says.
    virtual void subscribe(std::uint32_t id, const v1::Subscribe& request) = 0;
    virtual void unsubscribe(const v1::Unsubscribe& request) = 0;
    // True while the member follows the stream and is known to have access.
    [[nodiscard]] virtual bool follows(std::string_view stream_id) const = 0;
    // The peer's outbox has drained after lagging: replay what was held back.
    virtual void drained() = 0;
};

}  // namespace ourplace::streams
