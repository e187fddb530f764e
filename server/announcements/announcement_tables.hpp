// Announcements and what they said before. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "announcements/announcement_rules.hpp"
#include "announcements/audience_tables.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/announcements.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::announcements {

// All tables of this room.
[[nodiscard]] std::span<const store::Migration> migrations();

// How a request is told from others, and a retry from another announcement under an id that was used before.
struct Identity {
    std::string client_announcement_id;
    // Equal for requests that say the same.
    std::string fingerprint;
};

struct Draft {
    Identity identity;
    Importance importance = Importance::ordinary;
    Text text;
    bool asks_acknowledgement = false;
    Schedule schedule;
    std::string reply_channel_id;
    bool replies_in_thread = false;
};

// The id of what an earlier request with the same id made, if any; `already_exists` if that said something else.
[[nodiscard]] Result<std::optional<std::string>> find_earlier(store::Transaction& tx, std::string_view author_id,
                                                              const Identity& identity);

// Sends it (delivery_tables.hpp) or makes it wait for its time; its id. Errors name the field of SendAnnouncementRequest.
[[nodiscard]] Result<std::string> create(store::Transaction& tx, const Audience& audience,
                                         const accounts::Caller& author, const Draft& draft, Timestamp now);

// The right to correct, cancel and track an announcement. Only managing() makes one.
class Managed {
  public:
    [[nodiscard]] const std::string& announcement_id() const { return announcement_id_; }
    [[nodiscard]] const std::string& member_id() const { return member_id_; }
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] std::int64_t version() const { return version_; }
    [[nodiscard]] Timestamp expires_at_us() const { return expires_at_us_; }

  private:
    friend Result<Managed> managing(store::Transaction&, const accounts::Caller&, std::string_view);
    std::string announcement_id_;
    std::string member_id_;
    State state_ = State::scheduled;
    std::int64_t version_ = 0;
    Timestamp expires_at_us_ = 0;
};
// `not_found` for what the caller cannot see, `permission_denied` for whoever does not organise each of its hubs.
[[nodiscard]] Result<Managed> managing(store::Transaction& tx, const accounts::Caller& caller,
                                       std::string_view announcement_id);

// Nothing happens to one that is cancelled; `failed_precondition` once it was sent.
[[nodiscard]] Result<void> cancel(store::Transaction& tx, const Managed& announcement);
// A new version for the same people, or other words for one that waits. `version` is the one that is corrected:
// `failed_precondition` if it is no longer the present one, unless this correction was made already.
[[nodiscard]] Result<void> correct(store::Transaction& tx, const Managed& announcement, std::int64_t version,
                                   const Text& text, Timestamp now);
// Asks those who have not confirmed the present version, once: a second time changes nothing.
[[nodiscard]] Result<void> nudge(store::Transaction& tx, const Managed& announcement, std::int64_t version,
                                 Timestamp now);

// As the caller sees it; none unless it went to them or to a hub that they organise. Without tracking.
[[nodiscard]] std::optional<v1::Announcement> find_announcement(store::Transaction& tx, const accounts::Caller& caller,
                                                                std::string_view announcement_id);
// Oldest first.
[[nodiscard]] std::vector<v1::AnnouncementVersion> versions(store::Transaction& tx, std::string_view announcement_id);

struct ListPage {
    std::vector<v1::Announcement> announcements;
    std::string next_page_token;
};
// Of a hub, newest first: what went to the caller, and all of it for its organisers.
[[nodiscard]] Result<ListPage> list_announcements(store::Transaction& tx, const accounts::Caller& caller,
                                                  std::string_view hub_id, std::size_t page_size,
                                                  std::string_view page_token);
// Those that wait for the caller to confirm them, urgent ones first, then newest first.
[[nodiscard]] std::vector<v1::Announcement> list_pinned(store::Transaction& tx, const accounts::Caller& caller,
                                                        Timestamp now);

}  // namespace ourplace::announcements
