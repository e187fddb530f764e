// One end of a socket between two processes of a test: text a line.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace ourplace::cli {

class LineSocket {
  public:
    explicit LineSocket(int descriptor) : descriptor_(descriptor) {}
    ~LineSocket() { ::close(descriptor_); }
    LineSocket(const LineSocket&) = delete;
    LineSocket& operator=(const LineSocket&) = delete;

    // False: there is nobody at the other end.
    bool write(std::string_view text) const {
        auto line = std::string(text) + '\n';
        for (std::string_view rest = line; !rest.empty();) {
            const auto sent = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Whether something can be read within so long, the end among it.
    [[nodiscard]] bool ready_within(std::chrono::microseconds time) const {
        const timespec most{.tv_sec = time.count() / 1'000'000, .tv_nsec = time.count() % 1'000'000 * 1000};
        pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
        return ::ppoll(&waiting, 1, &most, nullptr) > 0;
    }

    // None: the other end is gone. Half a line is none.
    std::optional<std::string> read() {
        std::array<char, 65536> piece{};
        for (;;) {
            if (const auto end = read_.find('\n'); end != std::string::npos) {
                auto line = read_.substr(0, end);
                read_.erase(0, end + 1);
                return line;
            }
            const auto size = ::recv(descriptor_, piece.data(), piece.size(), 0);
            if (size <= 0) return std::nullopt;
            read_.append(piece.data(), static_cast<std::size_t>(size));
        }
    }

  private:
    int descriptor_;
    std::string read_;
};

}  // namespace ourplace::cli
