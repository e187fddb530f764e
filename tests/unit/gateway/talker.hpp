// Somebody on a WebSocket, as far as the tests need one: frames as the RFC has them, and items in the order they came.
#pragma once

#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "unit/gateway/line.hpp"
#include "unit/gateway/served_programme.hpp"

namespace ourplace::gateway {

// RFC 6455 section 5.2.
enum class Opcode : std::uint8_t { more = 0x0, text = 0x1, binary = 0x2, close = 0x8, ping = 0x9, pong = 0xa };
struct FrameOptions {
    bool masked = true;
    bool final = true;
    std::uint8_t reserved_bits = 0;
    // What the header says, if that is another size.
    std::optional<std::uint64_t> claimed_size = {};
};
std::string frame_bytes(Opcode opcode, std::string_view payload, const FrameOptions& options = {});

// The request that becomes a WebSocket, with this in its place.
Sent upgrade(const std::string& token);

class Talker {
  public:
    // Connects and takes the Hello.
    Talker(ServedProgramme& programme, const std::string& token, const Line::Options& options = {});
    Talker(const Talker&) = delete;
    Talker& operator=(const Talker&) = delete;

    [[nodiscard]] Line& line() { return line_; }
    [[nodiscard]] const v1::Hello& hello() const { return hello_; }

    void send(const v1::ClientFrame& frame);
    bool send(Opcode opcode, std::string_view payload, const FrameOptions& options = {});
    std::uint32_t call(std::string_view method, const google::protobuf::Message& request);
    void subscribe(const std::string& stream_id, std::uint64_t after = 0, const std::string& epoch = "");

    // The next item, whatever it is; an empty one once the connection has closed.
    v1::ServerItem next();
    // The next item must be of this kind.
    v1::Update next_update();
    v1::Reply next_reply();
    v1::StreamState next_state();
    // What came before the answer is left out.
    void until_subscribed();
    // Reads on; the code with which the server closed, or 1006 if it just hung up.
    unsigned close_code();
    [[nodiscard]] const std::string& close_reason() const { return close_reason_; }

    // The next frame as it came. Control frames other than closing are passed over.
    std::string next_payload();
    [[nodiscard]] std::string last_pong() const { return last_pong_; }

  private:
    Line line_;
    v1::Hello hello_;
    std::deque<v1::ServerItem> items_;
    std::optional<unsigned> close_code_;
    std::string close_reason_;
    std::string last_pong_;
    std::uint32_t last_id_ = 0;
};

// Two people who talk in the channel, each on a connection of their own. Whatever happens to others, this goes on.
class Conversation {
  public:
    explicit Conversation(ServedProgramme& programme);
    // One says something, the other hears it and nothing else.
    void expect_to_go_on();

  private:
    ServedProgramme& programme_;
    Talker ana_;
    Talker bea_;
    std::uint64_t last_seq_ = 0;
};

// Serves a programme in which two people talk, and expects at the end that they still can.
class WhileOthersTalk : public testing::Test {
  protected:
    void serve(const Options& options = {});
    void TearDown() override;

    [[nodiscard]] std::uint16_t port() const { return programme->port(); }
    // Sends bytes on a line of its own, from another address; what came back until the end.
    std::string say(std::string_view bytes);

    std::unique_ptr<ServedProgramme> programme;
    std::unique_ptr<Conversation> others;
    Person cai;
};

}  // namespace ourplace::gateway
