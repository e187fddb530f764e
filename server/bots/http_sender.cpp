#include "bots/http_sender.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <utility>

#include "bots/delivery_rules.hpp"

namespace ourplace::bots {
namespace {

constexpr std::chrono::milliseconds connect_within{5000};

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
        return is_public_v4(bytes);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return is_public_v6(bytes);
    }
    return false;
}

// The answer's body says nothing that we need.
std::size_t discard(char* /*bytes*/, std::size_t size, std::size_t count, void* /*unused*/) { return size * count; }

}  // namespace

struct HttpSender::Sending {
    Post post;
    Done done;
    SenderOptions::Reach reach{};
    bool was_refused = false;
    curl_slist* headers = nullptr;
    CURL* easy = nullptr;

    Sending() = default;
    Sending(const Sending&) = delete;
    Sending& operator=(const Sending&) = delete;
    ~Sending() {
        curl_easy_cleanup(easy);
        curl_slist_free_all(headers);
    }

    // The address that will be connected to, after names were looked up: nothing that a name says later changes it.
    static curl_socket_t open(void* self, curlsocktype purpose, curl_sockaddr* address) {
        auto& sending = *static_cast<Sending*>(self);
        if (purpose != CURLSOCKTYPE_IPCXN ||
            (sending.reach == SenderOptions::Reach::public_only && !is_public(address->addr))) {
            sending.was_refused = true;
            return CURL_SOCKET_BAD;
        }
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    [[nodiscard]] std::string failure(CURLcode code) const {
        if (code == CURLE_OK) {
            long status = 0;
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            if (status >= 200 && status < 300) return {};
            return "It answered " + std::to_string(status) +
                   (status >= 300 && status < 400 ? "; redirects are not followed." : ".");
        }
        if (was_refused) return "The host has a private address, which is not allowed here.";
        if (code == CURLE_OPERATION_TIMEDOUT) return "It did not answer in time.";
        return std::string(curl_easy_strerror(code)) + ".";
    }
};

HttpSender::HttpSender(SenderOptions options) : options_(options) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot be used");
}

HttpSender::~HttpSender() {
    for (const auto& [easy, sending] : sending_) curl_multi_remove_handle(multi_, easy);
    sending_.clear();
    curl_multi_cleanup(multi_);
}

void HttpSender::send(Post post, Done done) {
    auto sending = std::make_unique<Sending>();
    sending->post = std::move(post);
    sending->done = std::move(done);
    sending->reach = options_.reach;
    sending->easy = curl_easy_init();
    auto* const easy = sending->easy;
    if (easy == nullptr) throw std::runtime_error("libcurl cannot be used");
    for (const auto& header : sending->post.headers)
        sending->headers = curl_slist_append(sending->headers, header.c_str());
    const auto set = [easy](CURLoption option, auto value) {
        if (curl_easy_setopt(easy, option, value) != CURLE_OK) throw std::runtime_error("libcurl lacks an option");
    };
    set(CURLOPT_URL, sending->post.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDS, sending->post.body.data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(sending->post.body.size()));
    set(CURLOPT_HTTPHEADER, sending->headers);
    set(CURLOPT_USERAGENT, "ourplace");
    set(CURLOPT_WRITEFUNCTION, &discard);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    // Neither proxies nor names and passwords of the machine.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.at_most.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(connect_within, options_.at_most).count()));
    set(CURLOPT_OPENSOCKETFUNCTION, &Sending::open);
    set(CURLOPT_OPENSOCKETDATA, sending.get());
    curl_multi_add_handle(multi_, easy);
    sending_.emplace(easy, std::move(sending));
}

void HttpSender::wait(std::chrono::milliseconds at_most) {
    int running = 0;
    curl_multi_perform(multi_, &running);
    if (running == static_cast<int>(sending_.size()))
        curl_multi_poll(multi_, nullptr, 0, static_cast<int>(at_most.count()), nullptr);
    curl_multi_perform(multi_, &running);
    tell_finished();
}

void HttpSender::wake() { curl_multi_wakeup(multi_); }

void HttpSender::tell_finished() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        auto* const easy = message->easy_handle;
        const auto code = message->data.result;
        curl_multi_remove_handle(multi_, easy);
        const auto finished = sending_.extract(easy);
        finished.mapped()->done(finished.mapped()->failure(code));
    }
}

}  // namespace ourplace::bots
