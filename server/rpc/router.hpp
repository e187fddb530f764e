// The method table: every RPC by its full name, reachable over HTTP and WebSocket alike.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <google/protobuf/message.h>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/metrics.hpp"
#include "base/task.hpp"
#include "rpc/context.hpp"
#include "rpc/plain_http.hpp"

namespace ourplace::rpc {

enum class Codec : std::uint8_t { proto, json };

// Who may call a method.
enum class Access : std::uint8_t {
    everybody,  // sign-in and invites
    read,       // any signed-in caller, programs included
    write,      // people, and programs whose token may write
    person,     // people on a device only: accounts, devices, tokens
    bot,        // bots only
};
// Whether bots reach it as well. What they may do there is up to their memberships.
enum class Bots : std::uint8_t { refused, allowed };

// No request of any method needs more.
inline constexpr std::size_t max_request_bytes = std::size_t{64} * 1024;

class Router {
  public:
    // The metrics must outlive the router.
    explicit Router(Metrics& metrics) : metrics_(metrics) {}

    // `method` is "ourplace.v1.ConversationService/PostMessage". The handler's object must outlive the router.
    template <class Service, class Request, class Response>
    void add(std::string method, Access access, Service& service,
             Task<Response> (Service::*handler)(Context&, const Request&), Bots bots = Bots::refused) {
        add_entry(std::move(method), access, bots,
                  std::make_unique<EntryFor<Service, Request, Response>>(service, handler));
    }

    // Checks access, decodes, runs, encodes. Errors carry the field at fault; an exception that leaves a service becomes
    // `internal`. Counts every call in the metrics by method and code, and logs it without its body. What the arguments
    // refer to must live until the call ends.
    [[nodiscard]] Task<std::string> call(Context& context, std::string_view method, Codec codec,
                                         std::string_view request) const;

    [[nodiscard]] bool has(std::string_view method) const;

    // Everything below a prefix ("/hooks/"), for any verb.
    void add_plain(std::string prefix, PlainHandler handler);
    struct Plain {
        // Null: there is nothing at this path.
        const PlainHandler* handler = nullptr;
        std::string_view rest;
    };
    [[nodiscard]] Plain plain(std::string_view path) const;

  private:
    struct Entry {
        Access access = Access::person;
        Bots bots = Bots::refused;
        virtual ~Entry() = default;
        [[nodiscard]] virtual Task<std::string> run(Context& context, Codec codec, std::string_view request) const = 0;
    };

    template <class Service, class Request, class Response>
    struct EntryFor final : Entry {
        using Handler = Task<Response> (Service::*)(Context&, const Request&);
        EntryFor(Service& service, Handler handler) : service_(service), handler_(handler) {}

        Task<std::string> run(Context& context, Codec codec, std::string_view body) const override {
            Request request;
            if (auto decoded = decode(codec, body, request); !decoded)
                co_return std::unexpected(std::move(decoded.error()));
            auto response = co_await (service_.*handler_)(context, request);
            if (!response) co_return std::unexpected(std::move(response.error()));
            co_return encode(codec, *response);
        }
        Service& service_;
        Handler handler_;
    };

    static Result<void> decode(Codec codec, std::string_view bytes, google::protobuf::Message& message);
    static std::string encode(Codec codec, const google::protobuf::Message& message);
    void add_entry(std::string method, Access access, Bots bots, std::unique_ptr<Entry> entry);

    [[nodiscard]] Task<std::string> run(Context& context, std::string_view method, Codec codec,
                                        std::string_view request) const;
    [[nodiscard]] Error unknown_method(std::string_view method) const;

    Metrics& metrics_;
    std::map<std::string, std::unique_ptr<Entry>, std::less<>> entries_;
    std::vector<std::pair<std::string, PlainHandler>> plain_;
};

}  // namespace ourplace::rpc
