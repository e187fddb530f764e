// Stories, their wordings, and who agrees to them. Store threads only. What changes what somebody sees also writes the
// Updates that say so: first those of the hub, then those of members in the order of their ids.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/migrations.hpp"
#include "store/transaction.hpp"
#include "stories/story_rules.hpp"

namespace ourplace::stories {

// All tables of this room.
[[nodiscard]] std::span<const store::Migration> migrations();

struct NewStory {
    std::string hub_id;
    std::string author_id;
    // Tells a retry from another Story under an id that was used before.
    std::string client_story_id;
    std::string fingerprint;
    Content content;
};
// A draft that those named on it are told of and edit together; its id. That the author may is the caller's to know. A retry
// gets the first one's id; `already_exists` if that said something else. Errors name the field of DraftStoryRequest.
[[nodiscard]] Result<std::string> draft_story(store::Transaction& tx, const NewStory& story, Timestamp now);

// The right of somebody named on a Story. Only named_on() makes one.
class Named {
  public:
    [[nodiscard]] const std::string& story_id() const { return story_id_; }
    [[nodiscard]] const std::string& hub_id() const { return hub_id_; }
    [[nodiscard]] const std::string& member_id() const { return member_id_; }
    // On the newest wording; none for whoever is named only on the one in the library.
    [[nodiscard]] Part part() const { return part_; }
    // The newest.
    [[nodiscard]] std::int64_t version() const { return version_; }
    // The one in the library; 0: none.
    [[nodiscard]] std::int64_t published_version() const { return published_version_; }
    // Whether it has ever been there.
    [[nodiscard]] bool was_published() const { return published_version_ > 0 || withdrawn_at_us_ > 0; }

  private:
    friend Result<Named> named_on(store::Transaction&, const accounts::Caller&, std::string_view);
    std::string story_id_;
    std::string hub_id_;
    std::string member_id_;
    Part part_ = Part::none;
    std::int64_t version_ = 0;
    std::int64_t published_version_ = 0;
    Timestamp withdrawn_at_us_ = 0;
};
// `not_found` for what the caller cannot see, `permission_denied` for a Story of others.
[[nodiscard]] Result<Named> named_on(store::Transaction& tx, const accounts::Caller& caller, std::string_view story_id);

// A new wording, to which nobody has agreed. `version` is the one that it was made of. Saying the same again is no news.
[[nodiscard]] Result<void> edit_story(store::Transaction& tx, const Named& named, std::int64_t version, Content content,
                                      Timestamp now);
// Erases every wording; the author's right.
[[nodiscard]] Result<void> discard_story(store::Transaction& tx, const Named& named, Timestamp now);

// Records the consent to the newest wording, which must be this one. With the last one's it is in the library.
[[nodiscard]] Result<void> agree(store::Transaction& tx, const Named& named, std::int64_t version, Timestamp now);
// Takes back every consent of this person: what they are named on is out of the library.
void withdraw_consent(store::Transaction& tx, const Named& named, Timestamp now);

}  // namespace ourplace::stories
