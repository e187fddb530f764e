// POST /hooks/SECRET: what other tools post, in the format that they already send. A hook is another way into PostMessage,
// with the same limits, checks and exactly-once. Any thread with an executor.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <utility>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/task.hpp"
#include "ourplace/v1/conversations.pb.h"
#include "rpc/context.hpp"
#include "rpc/plain_http.hpp"
#include "store/database.hpp"

namespace ourplace::bots {

class IncomingHooks {
  public:
    // ConversationService's, composed in main: of other rooms this one knows only tables and rules.
    using Post = std::function<Task<v1::PostMessageResponse>(rpc::Context&, const v1::PostMessageRequest&)>;

    // What is given by reference outlives it.
    IncomingHooks(store::Database& database, const Clock& clock, Metrics& metrics, Post post)
        : database_(database), clock_(clock), metrics_(metrics), post_(std::move(post)) {}

    // The path is the secret.
    [[nodiscard]] boost::asio::awaitable<rpc::PlainReply> answer(const rpc::PlainRequest& request);

  private:
    [[nodiscard]] Task<v1::PostMessageResponse> post(rpc::Context& context, const rpc::PlainRequest& request);
    void note(const rpc::Context& context, const Result<v1::PostMessageResponse>& posted,
              std::chrono::nanoseconds took);

    store::Database& database_;
    const Clock& clock_;
    Metrics& metrics_;
    Post post_;
};

}  // namespace ourplace::bots
