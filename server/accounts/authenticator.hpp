// From the secret of a cookie or bearer token to who makes the call. Asks the store every time, so that a revocation
// holds from the next call on, on every node.
#pragma once

#include <string>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/task.hpp"
#include "store/database.hpp"

namespace ourplace::accounts {

class Authenticator {
  public:
    // Both outlive it.
    Authenticator(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    // `unauthenticated` when unknown, expired or revoked. Notes at most once an hour that the session or token is in
    // use. Any thread with an executor.
    [[nodiscard]] Task<Caller> authenticate(std::string secret);

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace ourplace::accounts
