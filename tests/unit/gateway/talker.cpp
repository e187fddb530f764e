#include "unit/gateway/talker.hpp"

#include <array>

namespace ourplace::gateway {

std::string frame_bytes(Opcode opcode, std::string_view payload, const FrameOptions& options) {
    std::string frame;
    frame += static_cast<char>((options.final ? 0x80U : 0U) | (unsigned{options.reserved_bits} << 4U) |
                               static_cast<unsigned>(opcode));
    const auto size = options.claimed_size.value_or(payload.size());
    const unsigned mask_bit = options.masked ? 0x80 : 0;
    if (size < 126) {
        frame += static_cast<char>(mask_bit | size);
    } else {
        const unsigned bytes = size <= 0xffff ? 2 : 8;
        frame += static_cast<char>(mask_bit | (bytes == 2 ? 126U : 127U));
        for (unsigned i = bytes; i-- > 0;) frame += static_cast<char>(size >> (8 * i) & 0xffU);
    }
    if (!options.masked) return frame + std::string(payload);
    constexpr std::array<unsigned char, 4> mask{0x12, 0xf4, 0x56, 0x78};
    for (const auto byte : mask) frame += static_cast<char>(byte);
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ mask.at(i % 4));
    return frame;
}

Sent upgrade(const std::string& token) {
    return {.target = "/connect",
            .headers = {{"Connection", "Upgrade"},
                        {"Upgrade", "websocket"},
                        {"Sec-WebSocket-Version", "13"},
                        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                        {"Sec-WebSocket-Protocol", "ourplace.v1"},
                        {"Authorization", "Bearer " + token}},
            .body = {}};
}

Talker::Talker(ServedProgramme& programme, const std::string& token, const Line::Options& options)
    : line_(programme.port(), options) {
    const auto reply = ask(line_, upgrade(token));
    EXPECT_EQ(reply.status, 101) << reply.body;
    EXPECT_EQ(reply.header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(reply.header("sec-websocket-protocol"), "ourplace.v1");
    if (reply.status == 101) hello_ = next().hello();
}

bool Talker::send(Opcode opcode, std::string_view payload, const FrameOptions& options) {
    return line_.send(frame_bytes(opcode, payload, options));
}

void Talker::send(const v1::ClientFrame& frame) { EXPECT_TRUE(send(Opcode::binary, frame.SerializeAsString())); }

std::uint32_t Talker::call(std::string_view method, const google::protobuf::Message& request) {
    v1::ClientFrame frame;
    frame.set_id(++last_id_);
    frame.mutable_call()->set_method(std::string(method));
    frame.mutable_call()->set_request(request.SerializeAsString());
    send(frame);
    return last_id_;
}

void Talker::subscribe(const std::string& stream_id, std::uint64_t after, const std::string& epoch) {
    v1::ClientFrame frame;
    frame.set_id(++last_id_);
    auto& cursor = *frame.mutable_subscribe()->add_cursors();
    cursor.set_stream_id(stream_id);
    cursor.set_seq(after);
    frame.mutable_subscribe()->set_epoch(epoch);
    send(frame);
}

std::string Talker::next_payload() {
    while (!close_code_) {
        const auto head = line_.read(2);
        if (head.size() < 2) {
            close_code_ = 1006;
            break;
        }
        const auto opcode = static_cast<Opcode>(static_cast<unsigned char>(head[0]) & 0xfU);
        EXPECT_EQ(static_cast<unsigned char>(head[1]) & 0x80U, 0u) << "a server does not mask";
        std::uint64_t size = static_cast<unsigned char>(head[1]);
        if (size >= 126) {
            const auto more = line_.read(size == 126 ? 2 : 8);
            size = 0;
            for (const char byte : more) size = size << 8U | static_cast<unsigned char>(byte);
        }
        auto payload = line_.read(size);
        if (opcode == Opcode::pong) last_pong_ = payload;
        if (opcode == Opcode::binary) return payload;
        if (opcode != Opcode::close) continue;
        close_code_ = 1005;
        if (payload.size() >= 2)
            close_code_ =
                unsigned{static_cast<unsigned char>(payload[0])} << 8U | static_cast<unsigned char>(payload[1]);
        close_reason_ = payload.size() < 2 ? "" : payload.substr(2);
        // As the RFC wants it: the code goes back, and nothing follows.
        send(Opcode::close, payload.substr(0, 2));
        EXPECT_TRUE(line_.has_ended());
    }
    return {};
}

v1::ServerItem Talker::next() {
    while (items_.empty()) {
        const auto payload = next_payload();
        if (close_code_) return {};
        v1::ServerFrame frame;
        EXPECT_TRUE(frame.ParseFromString(payload));
        for (auto& item : *frame.mutable_items()) items_.push_back(std::move(item));
    }
    auto item = std::move(items_.front());
    items_.pop_front();
    return item;
}

v1::Update Talker::next_update() {
    const auto item = next();
    EXPECT_TRUE(item.has_update()) << item.DebugString();
    return item.update();
}

v1::Reply Talker::next_reply() {
    const auto item = next();
    EXPECT_TRUE(item.has_reply()) << item.DebugString();
    return item.reply();
}

v1::StreamState Talker::next_state() {
    const auto item = next();
    EXPECT_TRUE(item.has_stream_state()) << item.DebugString();
    return item.stream_state();
}

void Talker::until_subscribed() {
    while (!close_code_ && !next().has_subscribed()) continue;
    EXPECT_FALSE(close_code_) << "closed with " << *close_code_;
}

unsigned Talker::close_code() {
    while (!close_code_) static_cast<void>(next_payload());
    return *close_code_;
}

Conversation::Conversation(ServedProgramme& programme)
    : programme_(programme),
      ana_(programme, programme.person("Ana").token),
      bea_(programme, programme.person("Bea").token) {
    bea_.subscribe(programme.channel());
    bea_.until_subscribed();
}

void Conversation::expect_to_go_on() {
    const auto body = "Still here " + std::to_string(last_seq_);
    const auto id = ana_.call(ServedProgramme::post_message, programme_.post_request(body));
    const auto reply = ana_.next_reply();
    EXPECT_EQ(reply.id(), id);
    ASSERT_FALSE(reply.has_error()) << reply.error().message();
    v1::PostMessageResponse posted;
    EXPECT_TRUE(posted.ParseFromString(reply.response()));
    // Whatever others may have said in between came in its order as well.
    for (;;) {
        const auto item = bea_.next();
        if (item.has_member_typing()) continue;
        EXPECT_TRUE(item.has_update()) << item.DebugString();
        const auto& update = item.update();
        if (last_seq_ != 0) EXPECT_EQ(update.seq(), last_seq_ + 1);
        last_seq_ = update.seq();
        if (update.seq() == 0 || update.seq() >= posted.message().seq()) break;
    }
    EXPECT_EQ(last_seq_, posted.message().seq());
}

void WhileOthersTalk::serve(const Options& options) {
    others.reset();
    programme = std::make_unique<ServedProgramme>(options);
    others = std::make_unique<Conversation>(*programme);
    others->expect_to_go_on();
    cai = programme->person("Cai");
}

void WhileOthersTalk::TearDown() {
    if (others) others->expect_to_go_on();
    others.reset();
}

std::string WhileOthersTalk::say(std::string_view bytes) {
    Line line(port(), {.from = "127.0.0.2"});
    line.send(bytes);
    return line.read_all();
}

}  // namespace ourplace::gateway
