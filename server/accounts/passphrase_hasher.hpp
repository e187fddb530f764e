// Argon2id over passphrases, on threads of its own: a hash costs tens of milliseconds and 19 MiB on purpose, so never on
// a network or store thread, and never more at once than the machine can bear. Any thread; outlives its callers.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/task.hpp"

namespace ourplace::accounts {

struct HashingOptions {
    std::size_t threads = 2;
    // Waiting and running together; whoever comes then is told `unavailable`, to try again.
    std::int64_t max_waiting = 64;
    // The least that OWASP's Password Storage Cheat Sheet recommends for Argon2id.
    std::size_t memory_bytes = std::size_t{19} * 1024 * 1024;
    unsigned long long passes = 2;
};

class PassphraseHasher {
  public:
    explicit PassphraseHasher(HashingOptions options = {});
    PassphraseHasher(const PassphraseHasher&) = delete;
    PassphraseHasher& operator=(const PassphraseHasher&) = delete;
    ~PassphraseHasher();

    [[nodiscard]] Task<std::string> hash(std::string passphrase);
    // Whether the passphrase is the hash's. An empty hash, of an account that does not exist or has none, takes the same
    // time and is false.
    [[nodiscard]] Task<bool> verify(std::string passphrase, std::string hash);

    // Argon2id runs so far, so that a test can see the same work done for every name.
    [[nodiscard]] std::uint64_t runs() const { return runs_; }

    // For the command line: on the calling thread.
    [[nodiscard]] Result<std::string> hash_now(const std::string& passphrase);

  private:
    class Place;
    [[nodiscard]] bool verify_now(const std::string& passphrase, const std::string& hash);

    HashingOptions options_;
    std::string decoy_;
    std::atomic<std::int64_t> waiting_{0};
    std::atomic<std::uint64_t> runs_{0};
    boost::asio::thread_pool pool_;
};

}  // namespace ourplace::accounts
