// What somebody is to an Ask, and the Ask as they see it. Only the look-up makes a Standing, and what changes an Ask
// demands one. Store threads only.
#pragma once

#include <string>
#include <string_view>

#include "accounts/caller.hpp"
#include "asks/ask_rules.hpp"
#include "asks/ask_tables.hpp"
#include "base/result.hpp"
#include "ourplace/v1/asks.pb.h"
#include "store/transaction.hpp"

namespace ourplace::asks {

class Standing {
  public:
    [[nodiscard]] const Ask& ask() const { return ask_; }
    // Asker, champion, offered or organiser.
    [[nodiscard]] Actor who() const { return who_; }
    // As others know them.
    [[nodiscard]] const std::string& member_id() const { return member_id_; }
    // Also where they are something else besides.
    [[nodiscard]] bool may_organise() const { return may_organise_; }

  private:
    friend Result<Standing> standing(store::Transaction&, const accounts::Caller&, std::string_view);
    Ask ask_;
    Actor who_ = Actor::organiser;
    std::string member_id_;
    bool may_organise_ = false;
};

// `not_found` for an Ask that there is not and, in the same words, for one that is not the caller's to see.
[[nodiscard]] Result<Standing> standing(store::Transaction& tx, const accounts::Caller& caller,
                                        std::string_view ask_id);

// As it is now, to somebody who stood so towards it.
[[nodiscard]] v1::Ask to_wire(store::Transaction& tx, const Standing& standing);

// Somebody as others see them.
[[nodiscard]] v1::AskPerson person(store::Transaction& tx, std::string_view member_id);

}  // namespace ourplace::asks
