#include "asks/champion_rows.hpp"

namespace ourplace::asks {

Champion to_champion(const store::Row& row, std::size_t first, v1::Language language) {
    Champion champion;
    if (row.is_null(first)) {
        champion.profile.languages = {"en"};
        if (language == v1::LANGUAGE_CY) champion.profile.languages.insert(champion.profile.languages.begin(), "cy");
        return champion;
    }
    const auto number = [&](std::size_t column) { return static_cast<int>(row.integer(first + column)); };
    champion.profile = {.languages = list_of_text(row.text(first)),
                        .place_ids = list_of_text(row.text(first + 1)),
                        .can_help_with = row.text(first + 2),
                        .cannot_help_with = row.text(first + 3)};
    auto& availability = champion.availability;
    availability.zone = row.text(first + 4);
    availability.hours = hours_of_text(row.text(first + 5));
    availability.quiet.reset();
    if (!row.is_null(first + 6)) availability.quiet = QuietHours{.from = number(6), .to = number(7)};
    availability.paused_until = row.integer(first + 8);
    availability.cap = static_cast<unsigned>(row.integer(first + 9));
    return champion;
}

}  // namespace ourplace::asks
