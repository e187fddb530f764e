#include "fleet.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ourplace::bench {
namespace {

constexpr std::uint64_t retry_after_ns = 50'000'000;

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "bench_load: %s\n", why.c_str());
    std::exit(3);
}

}  // namespace

std::uint64_t now_ns() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count());
}

Fleet::Fleet() : poller_(epoll_create1(0)) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

Fleet::~Fleet() {
    for (auto& connection : connections_) {
        if (connection.socket >= 0) close(connection.socket);
    }
    close(poller_);
}

std::size_t Fleet::add(int port, std::string token, std::map<std::string, std::uint64_t, std::less<>> cursors) {
    Connection connection;
    connection.port = port;
    connection.token = std::move(token);
    connection.cursors = std::move(cursors);
    connections_.push_back(std::move(connection));
    ++down_;
    return connections_.size() - 1;
}

void Fleet::watch(std::size_t index, bool writable) const {
    epoll_event event{.events = EPOLLIN | (writable ? EPOLLOUT : 0U), .data = {.u64 = index}};
    epoll_ctl(poller_, EPOLL_CTL_MOD, connections_[index].socket, &event);
}

void Fleet::start(std::size_t index) {
    auto& connection = connections_[index];
    connection.socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (connection.socket < 0) fail("no more sockets: raise `ulimit -n`");
    const int on = 1;
    setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(connection.port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    epoll_event event{.events = EPOLLIN | EPOLLOUT, .data = {.u64 = index}};
    epoll_ctl(poller_, EPOLL_CTL_ADD, connection.socket, &event);
    connection.state = Connection::State::connecting;
    ++opening_;
    --down_;
    if (connect(connection.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
        lost(index);
}

void Fleet::lost(std::size_t index) {
    auto& connection = connections_[index];
    if (connection.socket >= 0) close(connection.socket);
    if (connection.state == Connection::State::connecting || connection.state == Connection::State::upgrading)
        --opening_;
    if (connection.state == Connection::State::open) ++disconnects_;
    if (connection.subscribed) --subscribed_;
    connection.socket = -1;
    connection.state = Connection::State::closed;
    connection.subscribed = false;
    connection.received.clear();
    connection.to_send.clear();
    connection.next_attempt_ns = now_ns() + retry_after_ns;
    ++down_;
}

void Fleet::drop(std::size_t connection) {
    if (connections_[connection].state != Connection::State::closed) lost(connection);
}

void Fleet::writable(std::size_t index) {
    auto& connection = connections_[index];
    if (connection.state == Connection::State::connecting) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(connection.socket, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) return lost(index);
        connection.state = Connection::State::upgrading;
        connection.to_send = upgrade_request(connection.port, connection.token);
    }
    while (!connection.to_send.empty()) {
        const auto sent = ::send(connection.socket, connection.to_send.data(), connection.to_send.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EAGAIN) return watch(index, true);
            return lost(index);
        }
        connection.bytes_out += static_cast<std::uint64_t>(sent);
        connection.to_send.erase(0, static_cast<std::size_t>(sent));
    }
    watch(index, false);
}

void Fleet::readable(std::size_t index) {
    thread_local std::array<char, 256 * 1024> chunk;
    auto& connection = connections_[index];
    const auto received = recv(connection.socket, chunk.data(), chunk.size(), 0);
    if (received <= 0) {
        if (received < 0 && errno == EAGAIN) return;
        return lost(index);
    }
    connection.bytes_in += static_cast<std::uint64_t>(received);
    connection.received.append(chunk.data(), static_cast<std::size_t>(received));
    consume(index);
}

void Fleet::consume(std::size_t index) {
    auto& connection = connections_[index];
    if (connection.state == Connection::State::upgrading) {
        const auto end = connection.received.find("\r\n\r\n");
        if (end == std::string::npos) return;
        if (!connection.received.starts_with("HTTP/1.1 101")) {
            const bool try_again =
                connection.received.starts_with("HTTP/1.1 503") || connection.received.starts_with("HTTP/1.1 429");
            if (!try_again) fail("upgrade refused: " + connection.received.substr(0, connection.received.find('\r')));
            return lost(index);
        }
        connection.received.erase(0, end + 4);
        connection.state = Connection::State::open;
        --opening_;
        v1::ClientFrame frame;
        frame.set_id(1);
        frame.mutable_subscribe()->set_epoch(connection.epoch);
        for (const auto& [stream_id, seq] : connection.cursors) {
            auto& cursor = *frame.mutable_subscribe()->add_cursors();
            cursor.set_stream_id(stream_id);
            cursor.set_seq(seq);
        }
        send(index, frame);
    }
    bool closed = false;
    const Sink sink{
        .update = [&](std::string_view stream_id, std::uint64_t seq) { on_update(index, stream_id, seq); },
        .other = [&](std::string_view item) { on_other(index, item); },
        .closed = [&](int) { closed = true; },
    };
    const auto consumed = scan(connection.received, sink);
    connection.received.erase(0, consumed);
    if (closed) lost(index);
}

void Fleet::on_update(std::size_t index, std::string_view stream_id, std::uint64_t seq) {
    const auto cursor = connections_[index].cursors.find(stream_id);
    if (cursor == connections_[index].cursors.end()) fail("an Update of a stream that was not asked for");
    if (seq != cursor->second + 1) {
        fail("connection " + std::to_string(index) + " got " + std::to_string(seq) + " of " + std::string(stream_id) +
             " after " + std::to_string(cursor->second));
    }
    cursor->second = seq;
    ++updates_;
    if (events.update) events.update(index, stream_id, seq);
}

void Fleet::on_other(std::size_t index, std::string_view bytes) {
    v1::ServerItem item;
    if (!item.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) fail("an item that does not parse");
    auto& connection = connections_[index];
    switch (item.kind_case()) {
        case v1::ServerItem::kHello: connection.epoch = item.hello().epoch(); break;
        case v1::ServerItem::kSubscribed:
            connection.subscribed = true;
            ++subscribed_;
            break;
        case v1::ServerItem::kStreamState:
            if (item.stream_state().kind() == v1::StreamState::KIND_REFUSED)
                fail("refused: " + item.stream_state().stream_id());
            connection.cursors[item.stream_state().stream_id()] = item.stream_state().next_seq() - 1;
            break;
        case v1::ServerItem::kReply:
            if (events.reply) events.reply(index, item.reply());
            break;
        case v1::ServerItem::kPing: {
            v1::ClientFrame frame;
            frame.mutable_pong();
            send(index, frame);
            break;
        }
        default: break;
    }
}

void Fleet::send(std::size_t index, const v1::ClientFrame& frame) {
    auto& connection = connections_[index];
    const bool idle = connection.to_send.empty();
    connection.to_send += client_frame(frame.SerializeAsString());
    if (idle) writable(index);
}

void Fleet::call(std::size_t connection, std::uint32_t id, std::string_view method,
                 const google::protobuf::Message& request) {
    v1::ClientFrame frame;
    frame.set_id(id);
    frame.mutable_call()->set_method(std::string(method));
    frame.mutable_call()->set_request(request.SerializeAsString());
    send(connection, frame);
}

bool Fleet::run_until(const std::function<bool()>& done, double seconds) {
    const auto end = now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
    std::array<epoll_event, 1024> ready{};
    while (!done()) {
        const auto now = now_ns();
        if (now > end) return false;
        if (down_ > 0 && opening_ < at_once) {
            for (std::size_t i = 0; i < connections_.size() && opening_ < at_once; ++i) {
                if (connections_[i].state == Connection::State::closed && connections_[i].next_attempt_ns <= now)
                    start(i);
            }
        }
        const int count = epoll_wait(poller_, ready.data(), static_cast<int>(ready.size()), 1);
        for (int i = 0; i < count; ++i) {
            const auto& event = ready[static_cast<std::size_t>(i)];
            const auto index = static_cast<std::size_t>(event.data.u64);
            if ((event.events & EPOLLOUT) != 0U && connections_[index].socket >= 0) writable(index);
            if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0U && connections_[index].socket >= 0)
                readable(index);
        }
    }
    return true;
}

}  // namespace ourplace::bench
