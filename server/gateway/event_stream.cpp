#include "gateway/event_stream.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "rpc/json.hpp"

namespace ourplace::gateway {
namespace {

constexpr std::chrono::seconds closing_time{5};

// "EPOCH;c.abc=12;h.def=3", into the request's cursors. Streams that are not asked for are passed over.
Result<void> read_event_id(std::string_view id, v1::Subscribe& wanted) {
    const auto malformed = [] {
        return std::unexpected(Error::invalid("Last-Event-ID", "Send an id as it came with an event."));
    };
    const auto end = id.find(';');
    wanted.set_epoch(std::string(id.substr(0, end)));
    while (id.find(';') != std::string_view::npos) {
        id.remove_prefix(id.find(';') + 1);
        const auto one = id.substr(0, id.find(';'));
        const auto equals = one.find('=');
        if (equals == std::string_view::npos) return malformed();
        std::uint64_t seq = 0;
        const auto number = std::from_chars(one.data() + equals + 1, one.data() + one.size(), seq);
        if (number.ec != std::errc() || number.ptr != one.data() + one.size()) return malformed();
        for (auto& cursor : *wanted.mutable_cursors()) {
            if (cursor.stream_id() == one.substr(0, equals)) cursor.set_seq(seq);
        }
    }
    return {};
}

}  // namespace

Result<EventStream::Wanted> EventStream::parse(const Request& request, std::size_t max_streams) {
    Wanted wanted;
    if (request.version() < 11) {
        return std::unexpected(
            Error::invalid("", "Use HTTP/1.1: an older one has no way to send a reply that goes on and on."));
    }
    for (const auto& [name, value] : query_of(request)) {
        if (name == "whole") {
            if (value != "true") return std::unexpected(Error::invalid(name, "This can only be \"true\"."));
            wanted.missed = streams::Missed::all;
            continue;
        }
        if (name != "stream")
            return std::unexpected(
                Error::invalid(name, "The parameters are \"stream\", once for each stream, and \"whole\"."));
        // Percent signs can write what no frame could: a database takes no such text.
        if (!is_valid_utf8(value) || value.contains('\0'))
            return std::unexpected(Error::invalid("stream", "This must be UTF-8 without the character U+0000."));
        wanted.streams.add_cursors()->set_stream_id(value);
    }
    const auto count = static_cast<std::size_t>(wanted.streams.cursors_size());
    if (count == 0 || count > max_streams) {
        return std::unexpected(
            Error::invalid("stream", "Name 1 to " + std::to_string(max_streams) + " streams: ?stream=c.…&stream=h.…"));
    }
    if (request.count("Last-Event-ID") > 0) {
        if (auto read = read_event_id(request["Last-Event-ID"], wanted.streams); !read)
            return std::unexpected(std::move(read.error()));
    }
    return wanted;
}

void EventStream::start(Worker& worker, std::shared_ptr<ByteStream> stream, const accounts::Caller& caller,
                        AddressLimits::Place place, const Wanted& wanted) {
    auto self = std::make_shared<EventStream>(worker, std::move(stream), caller, std::move(place), wanted);
    self->stream_->queue_writes();
    self->stream_->on_drained([self = self.get()] {
        if (self->subscriber_) self->subscriber_->drained();
    });
    self->stream_->push(std::make_shared<const std::string>(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n"
        "X-Content-Type-Options: nosniff\r\nTransfer-Encoding: chunked\r\n\r\n"));
    self->subscriber_->subscribe(1, wanted.streams);
    self->watch_for_the_end();
}

EventStream::EventStream(Worker& worker, std::shared_ptr<ByteStream> stream, const accounts::Caller& caller,
                         AddressLimits::Place place, const Wanted& wanted)
    : worker_(worker),
      stream_(std::move(stream)),
      place_(std::move(place)),
      expires_at_us_(caller.expires_at_us),
      missed_(wanted.missed),
      subscriber_(worker.shard.connect(*this, caller.member_id, caller.session_id)),
      beat_at_(std::chrono::steady_clock::now()) {
    for (const auto& cursor : wanted.streams.cursors()) cursors_[cursor.stream_id()] = cursor.seq();
    worker_.add(*this);
}

EventStream::~EventStream() { worker_.remove(*this); }

// A client sends nothing more; reading notices when it goes.
void EventStream::watch_for_the_end() {
    stream_->async_read_some(boost::asio::buffer(ignored_),
                             [self = shared_from_this()](boost::system::error_code failure, std::size_t) {
                                 if (!failure) return self->watch_for_the_end();
                                 self->subscriber_.reset();
                                 self->stream_->close();
                             });
}

void EventStream::send(std::string_view text) {
    if (closing_) return;
    std::array<char, 16> size{};
    const auto end = std::to_chars(size.data(), size.data() + size.size(), text.size(), 16).ptr;
    std::string chunk(size.data(), end);
    chunk += "\r\n";
    chunk += text;
    chunk += "\r\n";
    stream_->push(std::make_shared<const std::string>(std::move(chunk)));
    if (stream_->outbox().bytes() > Outbox::max_bytes) close(streams::CloseCode::too_slow, "");
}

std::string EventStream::event_id() const {
    std::string id = worker_.services().epoch;
    for (const auto& [stream_id, seq] : cursors_) id += ';' + stream_id + '=' + std::to_string(seq);
    return id;
}

void EventStream::send_update(const v1::Update& update) {
    cursors_[update.stream_id()] = update.seq();
    send("event: update\nid: " + event_id() + "\ndata: " + rpc::write_json(update) + "\n\n");
}

void EventStream::send_state(const v1::StreamState& state) {
    if (state.kind() == v1::StreamState::KIND_REFUSED) {
        cursors_.erase(state.stream_id());
    } else {
        cursors_[state.stream_id()] = state.next_seq() - 1;
    }
    send("event: state\nid: " + event_id() + "\ndata: " + rpc::write_json(state) + "\n\n");
}

void EventStream::deliver(const std::shared_ptr<const std::string>& bytes) {
    v1::ServerFrame frame;
    if (closing_ || !frame.ParseFromString(*bytes)) return;
    for (const auto& item : frame.items()) {
        switch (item.kind_case()) {
            case v1::ServerItem::kUpdate: send_update(item.update()); break;
            case v1::ServerItem::kStreamState: send_state(item.stream_state()); break;
            case v1::ServerItem::kSubscribed: send("event: subscribed\nid: " + event_id() + "\ndata: {}\n\n"); break;
            default: break;  // Typing and presence are for people.
        }
    }
}

void EventStream::close(streams::CloseCode code, std::string_view) {
    if (closing_) return;
    const auto reconnects =
        static_cast<std::uint16_t>(code) < static_cast<std::uint16_t>(streams::CloseCode::session_ended);
    // A browser's EventSource would come back for ever: it is told that there is nothing more to come for.
    if (!reconnects) send("event: end\ndata: {}\n\n");
    closing_ = true;
    closing_since_ = std::chrono::steady_clock::now();
    if (code == streams::CloseCode::too_slow) worker_.metrics.connections_too_slow.add(1);
    stream_->push(std::make_shared<const std::string>("0\r\n\r\n"));
    stream_->finish([self = shared_from_this()] { self->stream_->close(); });
}

void EventStream::each_second(Time now) {
    const auto& limits = worker_.options().limits;
    if (closing_) {
        if (now - closing_since_ > closing_time) stream_->close();
    } else if (expires_at_us_ != 0 && worker_.services().clock->now() >= expires_at_us_) {
        close(streams::CloseCode::session_ended, "the token has expired");
    } else if (!stream_->outbox().empty() && now - stream_->last_progress() > limits.stall_time) {
        close(streams::CloseCode::too_slow, "nothing was taken for a while");
    } else if (now - beat_at_ >= limits.ping_interval) {
        beat_at_ = now;
        send(":\n\n");
    }
}

void EventStream::go_away(std::chrono::milliseconds reconnect_in) {
    send("retry: " + std::to_string(reconnect_in.count()) + "\n\n");
    close(streams::CloseCode::going_away, "the server is stopping");
}

}  // namespace ourplace::gateway
