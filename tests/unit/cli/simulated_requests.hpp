// What the people of a simulated life ask of the server. Each is asked until it is answered: what was done before the server
// died is refused the second time, as is what comes too late; both are no fault, and what is true is seen afterwards.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "asks/simulated_people.hpp"
#include "unit/cli/furnished_programme.hpp"
#include "unit/cli/killed_server.hpp"

namespace ourplace::cli {

class SimulatedRequests {
  public:
    // What is given by reference outlives it.
    SimulatedRequests(KilledServer& server, const FurnishedProgramme& programme)
        : server_(server), programme_(programme) {}

    void set_time(Timestamp now) { now_ = now; }

    struct Opened {
        std::string ask_id;
        std::string channel_id;
    };
    enum class Name : std::uint8_t { shown, kept_private };
    Opened open_ask(std::size_t number, const asks::SimulatedAsk& ask, Name name);
    // `method` of AskService; whether it was done by this call.
    bool about_ask(const std::string& ask_id, const std::string& by, std::string_view method,
                   boost::json::object more = {});
    void say(const std::string& channel_id, const std::string& by);
    void pause(const std::string& by, const asks::SimulatedChampion& champion);

    // Lets the server do what is due; then what has changed since, and when something is due next.
    boost::json::object look(Timestamp since);

    // So many the people were told are said.
    [[nodiscard]] std::int64_t messages() const { return messages_; }

  private:
    std::optional<boost::json::object> call(const std::string& by, std::string_view method, boost::json::object body);

    KilledServer& server_;
    const FurnishedProgramme& programme_;
    Timestamp now_ = 0;
    std::size_t words_ = 1'000'000;
    std::int64_t messages_ = 0;
};

}  // namespace ourplace::cli
