// A connection that remembers what it was sent, and follows the client's rules: numbers without gaps, nothing twice.
#pragma once

#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ourplace/v1/wire.pb.h"
#include "streams/peer.hpp"

namespace ourplace::streams {

class RecordingPeer final : public Peer {
  public:
    void deliver(const std::shared_ptr<const std::string>& frame) override {
        EXPECT_FALSE(closed) << "delivered after closing";
        ++frames;
        v1::ServerFrame parsed;
        ASSERT_TRUE(parsed.ParseFromString(*frame));
        for (auto& item : *parsed.mutable_items()) take(std::move(item));
    }
    [[nodiscard]] Pressure pressure() const override { return pressure_now; }
    [[nodiscard]] Missed missed() const override { return missed_now; }
    void close(CloseCode code, std::string_view /*reason*/) override { closed = code; }

    [[nodiscard]] std::uint64_t last(const std::string& stream) const {
        const auto known = cursors.find(stream);
        return known == cursors.end() ? 0 : known->second;
    }
    [[nodiscard]] bool was_refused(const std::string& stream) const {
        return !states.empty() && states.back().stream_id() == stream &&
               states.back().kind() == v1::StreamState::KIND_REFUSED;
    }
    [[nodiscard]] std::vector<std::uint64_t> numbers(const std::string& stream) const {
        std::vector<std::uint64_t> found;
        for (const auto& update : updates) {
            if (update.stream_id() == stream) found.push_back(update.seq());
        }
        return found;
    }

    Missed missed_now = Missed::newest;
    Pressure pressure_now = Pressure::free;
    std::optional<CloseCode> closed;
    std::size_t frames = 0;
    std::vector<v1::Update> updates;
    std::vector<v1::StreamState> states;
    std::vector<std::uint32_t> subscribed;
    std::vector<v1::ServerItem> ephemerals;
    // By stream, the newest number applied.
    std::map<std::string, std::uint64_t> cursors;

  private:
    void take(v1::ServerItem item) {
        switch (item.kind_case()) {
            case v1::ServerItem::kUpdate:
                EXPECT_EQ(item.update().seq(), cursors[item.update().stream_id()] + 1) << item.update().stream_id();
                cursors[item.update().stream_id()] = item.update().seq();
                updates.push_back(std::move(*item.mutable_update()));
                break;
            case v1::ServerItem::kStreamState:
                if (item.stream_state().kind() != v1::StreamState::KIND_REFUSED) {
                    cursors[item.stream_state().stream_id()] = item.stream_state().next_seq() - 1;
                }
                states.push_back(std::move(*item.mutable_stream_state()));
                break;
            case v1::ServerItem::kSubscribed: subscribed.push_back(item.subscribed().id()); break;
            default: ephemerals.push_back(std::move(item));
        }
    }
};

}  // namespace ourplace::streams
