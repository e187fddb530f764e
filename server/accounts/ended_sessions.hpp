// Closes the connections of sessions and tokens whose end this process did not hear of: `ourplace admin revoke` is another
// process, and a bus may lose what it carries. The store knows; this looks every second.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <set>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "store/database.hpp"
#include "store/notice.hpp"

namespace ourplace::accounts {

class EndedSessions {
  public:
    // Tells every shard (Bus::publish). Closing what is closed already does nothing.
    using Announce = std::function<void(std::span<const store::Notice>)>;

    // What is given by reference outlives it.
    EndedSessions(store::Database& database, const Clock& clock, Announce announce);

    // Looks every second until it is cancelled. One at a time, on one executor.
    [[nodiscard]] boost::asio::awaitable<void> watch();

    // Looks once: announces what ended lately and was not announced here yet.
    [[nodiscard]] Task<void> look();

  private:
    store::Database& database_;
    const Clock& clock_;
    Announce announce_;
    std::set<std::string> announced_;
};

}  // namespace ourplace::accounts
