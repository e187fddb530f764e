// Who is asked how they are, and what they answered. For themselves alone. Store threads only.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/champions.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

[[nodiscard]] std::span<const store::Migration> care_migrations();

// A Concern is closed: whoever raised it (as others know them), and whoever took it up, are asked how they are.
void ask_after_concern(store::Transaction& tx, const std::string& concern_id, const std::string& raised_by,
                       const std::string& taken_up_by, Timestamp now);

// Of the member's own: a rest first, then the latest.
[[nodiscard]] std::vector<v1::CarePrompt> care_prompts(store::Transaction& tx, const std::string& member_id,
                                                       Timestamp now);

// `not_found` on "prompt_id". Returns until when the member has paused; 0: not.
[[nodiscard]] Result<Timestamp> answer_care_prompt(store::Transaction& tx, const std::string& member_id,
                                                   const std::string& prompt_id,
                                                   v1::AnswerCarePromptRequest::Answer answer, Timestamp now);

}  // namespace ourplace::asks
