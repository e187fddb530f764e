// What the programme has settled for all who are in it: whom to call, where "Exit this page" leads, when a Suggestion gets its
// response. By name and as text, as an operator gives them and as they are kept. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ourplace::accounts {

inline constexpr std::size_t most_signposts = 8;
inline constexpr std::size_t max_signpost_characters = 80;
inline constexpr std::size_t max_exit_page_characters = 300;
inline constexpr unsigned most_response_days = 365;

struct SignpostNumber {
    std::string label_en;
    // Empty: as in English.
    std::string label_cy;
    std::string number;
    bool operator==(const SignpostNumber&) const = default;
};

// As they are where nothing was set: those of the United Kingdom, which clients know without asking (signposts.ts).
struct ProgrammeSettings {
    std::string emergency_number = "999";
    std::vector<SignpostNumber> signposts = {
        {.label_en = "Samaritans, day and night", .label_cy = "Y Samariaid, ddydd a nos", .number = "116 123"},
        {.label_en = "NHS 111, urgent help with mental health: choose 2",
         .label_cy = "GIG 111, help brys gydag iechyd meddwl: dewiswch 2",
         .number = "111"},
        {.label_en = "Childline, if you are under 19", .label_cy = "Childline, os ydych dan 19", .number = "0800 1111"},
    };
    std::string exit_page_en = "https://www.bbc.co.uk/weather";
    std::string exit_page_cy = "https://www.bbc.co.uk/tywydd";
    unsigned suggestion_response_days = 28;
    bool operator==(const ProgrammeSettings&) const = default;
};

inline constexpr std::array<std::string_view, 4> programme_setting_names{"emergency_number", "signposts", "exit_page",
                                                                         "suggestion_response_days"};

// One of programme_setting_names as text: signposts as "number|English|Welsh; …", the exit page as one address or two.
[[nodiscard]] std::string setting_text(const ProgrammeSettings& settings, std::string_view name);

// Empty text: as where nothing was set. The error names the setting and says what it can be.
[[nodiscard]] Result<void> change_setting(ProgrammeSettings& settings, std::string_view name, std::string_view text);

}  // namespace ourplace::accounts
