// Sends POSTs to addresses that others chose, many at a time and none of them trusted: not to private addresses, whatever a
// name resolves to, no redirects, no proxies, a bounded time. One thread, except where it says so.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ourplace::bots {

struct SenderOptions {
    enum class Reach : std::uint8_t { public_only, everywhere } reach = Reach::public_only;
    std::chrono::milliseconds at_most = std::chrono::seconds(10);
};

class HttpSender {
  public:
    struct Post {
        std::string url;
        // "Name: value".
        std::vector<std::string> headers;
        std::string body;
    };
    // Empty: an answer from 200 to 299. Otherwise why not, for people, without any of the URL.
    using Done = std::function<void(const std::string& failure)>;

    explicit HttpSender(SenderOptions options);
    HttpSender(const HttpSender&) = delete;
    HttpSender& operator=(const HttpSender&) = delete;
    // What is under way is given up, and nobody is told.
    ~HttpSender();

    void send(Post post, Done done);
    [[nodiscard]] std::size_t under_way() const { return sending_.size(); }
    // Until something happens, at most so long; then tells whoever is done.
    void wait(std::chrono::milliseconds at_most);
    // Any thread: ends a wait.
    void wake();

  private:
    struct Sending;
    void tell_finished();

    SenderOptions options_;
    // A CURLM.
    void* multi_;
    // By CURL.
    std::map<void*, std::unique_ptr<Sending>> sending_;
};

}  // namespace ourplace::bots
