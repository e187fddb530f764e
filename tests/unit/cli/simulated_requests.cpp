#include "unit/cli/simulated_requests.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "base/result.hpp"
#include "base/wall_time.hpp"

namespace ourplace::cli {
namespace {

using boost::json::object;

// 16 bytes in base64, the same at each attempt.
std::string key_of(std::size_t number) {
    const auto digits = std::to_string(number);
    return std::string(21 - digits.size(), 'A') + digits + "A==";
}

}  // namespace

SimulatedRequests::Opened SimulatedRequests::open_ask(std::size_t number, const asks::SimulatedAsk& ask, Name name) {
    static constexpr std::array how_soon{"HOW_SOON_TODAY", "HOW_SOON_THIS_WEEK", "HOW_SOON_NO_HURRY"};
    const auto& wanted = ask.ask;
    std::string text;
    for (const auto& word : wanted.words) text += word.shown + ' ';
    const auto reply = call(programme_.asker_ids.at(number), "AskService/OpenAsk",
                            {{"hub_id", programme_.hub_ids.at(ask.hub)},
                             {"client_ask_id", key_of(number)},
                             {"text", text},
                             {"theme", wanted.theme},
                             {"place_id", programme_.place_ids.at(ask.hub)},
                             {"language", wanted.languages.front() == "cy" ? "LANGUAGE_CY" : "LANGUAGE_EN"},
                             {"how_soon", how_soon.at(static_cast<std::size_t>(wanted.urgency) - 1)},
                             {"keep_name_private", name == Name::kept_private}});
    if (!reply) throw std::runtime_error("an Ask was refused");
    ++messages_;
    const auto& opened = reply->at("ask").as_object();
    return {.ask_id = std::string(opened.at("askId").as_string()),
            .channel_id = std::string(opened.at("channelId").as_string())};
}

bool SimulatedRequests::about_ask(const std::string& ask_id, const std::string& by, std::string_view method,
                                  object more) {
    more["ask_id"] = ask_id;
    return call(by, "AskService/" + std::string(method), std::move(more)).has_value();
}

void SimulatedRequests::say(const std::string& channel_id, const std::string& by) {
    if (call(by, "ConversationService/PostMessage",
             {{"channel_id", channel_id},
              {"client_message_id", key_of(++words_)},
              {"body", "I have been there. Tell me more."}}))
        ++messages_;
}

void SimulatedRequests::pause(const std::string& by, const asks::SimulatedChampion& champion) {
    const auto& [zone, hours, quiet, paused_until, cap] = champion.candidate.availability;
    boost::json::array week;
    for (const auto& part : asks::by_day(hours))
        week.push_back({{"weekday", part.weekday}, {"from", part.from}, {"to", part.to}});
    boost::json::array languages(champion.candidate.languages.begin(), champion.candidate.languages.end());
    const auto done = call(by, "ChampionService/SetAvailability",
                           {{"availability", object{{"zone", zone},
                                                    {"hours", std::move(week)},
                                                    {"quiet_from", clock_to_text(quiet->from)},
                                                    {"quiet_to", clock_to_text(quiet->to)},
                                                    {"paused_until_us", std::to_string(champion.pause_ends)},
                                                    {"cap", cap}}},
                            {"profile", object{{"languages", std::move(languages)}}}});
    if (!done) throw std::runtime_error("a pause was refused");
}

object SimulatedRequests::look(Timestamp since) { return server_.answer({{"at", now_}, {"changedSince", since}}); }

std::optional<object> SimulatedRequests::call(const std::string& by, std::string_view method, object body) {
    auto answer = server_.answer({{"at", now_},
                                  {"by", by},
                                  {"name", "Somebody"},
                                  {"method", "ourplace.v1." + std::string(method)},
                                  {"body", std::move(body)}});
    if (const auto* reply = answer.if_contains("reply")) return reply->as_object();
    const auto code = static_cast<Code>(answer.at("code").as_int64());
    if (code != Code::failed_precondition && code != Code::permission_denied && code != Code::not_found)
        throw std::runtime_error(std::string(method) + ": " + std::string(answer.at("error").as_string()));
    return std::nullopt;
}

}  // namespace ourplace::cli
