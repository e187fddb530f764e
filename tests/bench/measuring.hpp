// What the scenarios share: who connects, what is posted, and how time is measured.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fleet.hpp"
#include "ourplace/v1/conversations.pb.h"
#include "scenarios.hpp"

namespace ourplace::bench {

inline constexpr double patience_s = 120;
inline constexpr std::string_view post_method = "ourplace.v1.ConversationService/PostMessage";

// Ends the run.
[[noreturn]] void fail(const std::string& why);

// Seconds on a processor, over all threads, to the nanosecond.
double cpu_seconds(const std::vector<int>& pids);

// Another one at each call.
v1::PostMessageRequest message(const Programme& programme, const Options& options);

int sender_port(const Options& options);
std::size_t connect_member(Fleet& fleet, int port, const Programme& programme, std::size_t person, bool follow);
void connect_all(Fleet& fleet);
const v1::Reply& expect_success(const v1::Reply& reply);
double quantile(std::vector<double>& sorted, double q);

}  // namespace ourplace::bench
