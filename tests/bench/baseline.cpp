// The limit to measure against: one thread, epoll, and one send() of a ready-made frame per subscriber and message.
// The first connection is the sender: each byte it writes is one message to everybody else.
// Usage: bench_baseline PORT FRAME_BYTES
#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

int listen_on(int port) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 4096) != 0) {
        std::perror("bench_baseline");
        std::exit(1);
    }
    return listener;
}

void send_whole(int socket, const std::string& frame) {
    std::size_t sent = 0;
    while (sent < frame.size()) {
        const auto n = send(socket, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            sent += static_cast<std::size_t>(n);
        } else {
            pollfd writable{.fd = socket, .events = POLLOUT, .revents = 0};
            poll(&writable, 1, 1000);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    const std::string frame(static_cast<std::size_t>(std::atoi(argv[2])), 'x');
    const int listener = listen_on(std::atoi(argv[1]));
    const int poller = epoll_create1(0);
    epoll_event watched{.events = EPOLLIN, .data = {.fd = listener}};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &watched);
    std::puts("ready");
    std::fflush(stdout);

    int sender = -1;
    std::vector<int> subscribers;
    std::array<epoll_event, 64> events{};
    for (;;) {
        const int count = epoll_wait(poller, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int ready = events[static_cast<std::size_t>(i)].data.fd;
            if (ready == listener) {
                const int accepted = accept(listener, nullptr, nullptr);
                const int on = 1;
                setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                if (sender < 0) {
                    sender = accepted;
                    watched = {.events = EPOLLIN, .data = {.fd = sender}};
                    epoll_ctl(poller, EPOLL_CTL_ADD, sender, &watched);
                } else {
                    subscribers.push_back(accepted);
                }
                continue;
            }
            std::array<char, 256> messages{};
            const auto received = recv(sender, messages.data(), messages.size(), 0);
            if (received <= 0) return 0;
            for (auto message = received; message > 0; --message) {
                for (const int subscriber : subscribers) send_whole(subscriber, frame);
            }
        }
    }
}
