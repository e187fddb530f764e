// Tables of insights for spreadsheets, in English as every export: whoever reads one adds others to it.
#include <string>
#include <string_view>

#include "announcements/announcement_rules.hpp"
#include "insights/report.hpp"

namespace ourplace::insights {
namespace {

std::string line(std::initializer_list<std::string_view> fields) {
    std::string text;
    for (const auto field : fields) {
        if (!text.empty()) text += ',';
        text += announcements::csv_field(field);
    }
    return text + "\r\n";
}

std::string in_words(const v1::InsightsFigure& figure) {
    switch (figure.kind()) {
        case v1::InsightsFigure::KIND_SHOWN: return std::to_string(figure.count());
        case v1::InsightsFigure::KIND_FEWER_THAN_FIVE: return "fewer than 5";
        case v1::InsightsFigure::KIND_AT_LEAST: return "at least " + std::to_string(figure.count());
        case v1::InsightsFigure::KIND_NOT_SHOWN: return "not shown";
        default: return "";
    }
}

std::string in_words(const v1::InsightsBand& band) {
    return in_words(Band{.least = band.least(), .most = band.most()});
}

std::string_view first_heading(v1::InsightsBy by) {
    switch (by) {
        case v1::INSIGHTS_BY_HUB: return "Hub";
        case v1::INSIGHTS_BY_PLACE: return "Place";
        case v1::INSIGHTS_BY_THEME: return "Theme";
        case v1::INSIGHTS_BY_MONTH: return "Month";
        default: return "Quarter from";
    }
}

std::string csv_row(std::string_view name, const v1::InsightsRow& row) {
    return line({name, in_words(row.asked()), in_words(row.answered()), in_words(row.unanswered()),
                 in_words_minutes(row.half_within_minutes()), in_words_minutes(row.nine_of_ten_within_minutes()),
                 row.goes_unmet() ? "yes" : "", std::to_string(row.stories())});
}

std::string rows(const v1::GetInsightsResponse& report) {
    auto csv = line({first_heading(report.by()), "Asked", "Answered", "Unanswered", "Half answered within",
                     "Nine of ten answered within", "Five or more unanswered", "Stories"});
    for (const auto& row : report.rows()) csv += csv_row(row.name().empty() ? row.key() : row.name(), row);
    return csv + csv_row("All", report.total());
}

std::string endings(const v1::InsightsEndings& endings) {
    return line({"What became of them", "Asks"}) + line({"Helped", in_words(endings.helped())}) +
           line({"Helped partly", in_words(endings.helped_partly())}) +
           line({"Did not help", in_words(endings.not_helped())}) +
           line({"Closed by an organiser", in_words(endings.closed_by_organiser())}) +
           line({"Withdrawn", in_words(endings.withdrawn())}) + line({"Still open", in_words(endings.still_open())}) +
           line({"Handed over", in_words(endings.handed_over())}) +
           line({"Came to organisers", in_words(endings.came_to_organisers())});
}

std::string load(const v1::InsightsLoad& load) {
    if (load.named().empty()) {
        auto csv = line({"Asks taken up", "Champions"});
        for (const auto& share : load.shares())
            csv += line({in_words(share.took_up()), std::to_string(share.champions())});
        return csv;
    }
    auto csv = line({"Champion", "Asks taken up"});
    for (const auto& champion : load.named()) csv += line({champion.name(), in_words(champion.took_up())});
    return csv;
}

std::string outcomes(const v1::GetInsightsResponse& report) {
    auto csv = line({"Story", "What changed"});
    for (const auto& outcome : report.outcomes()) csv += line({outcome.title(), outcome.what_changed()});
    return csv;
}

}  // namespace

std::string csv_of(const v1::GetInsightsResponse& report, v1::ExportInsightsRequest::Table table) {
    switch (table) {
        case v1::ExportInsightsRequest::TABLE_ENDINGS: return report.has_endings() ? endings(report.endings()) : "";
        case v1::ExportInsightsRequest::TABLE_LOAD: return report.has_load() ? load(report.load()) : "";
        case v1::ExportInsightsRequest::TABLE_OUTCOMES: return outcomes(report);
        default: return rows(report);
    }
}

}  // namespace ourplace::insights
