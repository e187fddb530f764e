// The way of an announcement to its people. Sending freezes the audience in one transaction; each recipient's stream then
// gets the Update in pieces of a job, which notes in the same transaction how far it has come: a server that dies goes on
// where it was, and everybody gets it once. Posts of others go between the pieces. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "jobs/job_tables.hpp"
#include "store/transaction.hpp"

namespace ourplace::announcements {

// Kinds of jobs; their key is the announcement's id.
inline constexpr const char* send_job = "announcement_send";
inline constexpr const char* deliver_job = "announcement_deliver";
inline constexpr const char* nudge_job = "announcement_nudge";

// So many at a time: about as long as a few posts take. The pause leaves the machine to those who post.
inline constexpr std::size_t recipients_per_piece = 50;
inline constexpr Timestamp pause_between_pieces_us = 5'000;

// Freezes the audience, and has it delivered. How many people that is.
std::int64_t send(store::Transaction& tx, const std::string& announcement_id, Timestamp now);
void send_later(store::Transaction& tx, const std::string& announcement_id, Timestamp due_at_us);
void forget_send(store::Transaction& tx, const std::string& announcement_id);
// The new version goes to everybody anew; whoever has not been sent the one before gets only this.
void send_again(store::Transaction& tx, const std::string& announcement_id, std::int64_t version, Timestamp now);
void send_nudge(store::Transaction& tx, const std::string& announcement_id, std::int64_t version, Timestamp now);

// What the jobs do. Each returns when it goes on.
[[nodiscard]] std::optional<Timestamp> send_scheduled(store::Transaction& tx, const jobs::Job& job, Timestamp now);
[[nodiscard]] std::optional<Timestamp> deliver_piece(store::Transaction& tx, const jobs::Job& job, Timestamp now);
[[nodiscard]] std::optional<Timestamp> nudge_piece(store::Transaction& tx, const jobs::Job& job, Timestamp now);

}  // namespace ourplace::announcements
