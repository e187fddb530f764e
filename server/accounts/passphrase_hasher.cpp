#include "accounts/passphrase_hasher.hpp"

#include <array>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sodium.h>
#include <stdexcept>
#include <utility>

#include "base/id.hpp"

namespace ourplace::accounts {

// One of the limited places in the queue, for as long as it lives.
class PassphraseHasher::Place {
  public:
    explicit Place(PassphraseHasher& hasher)
        : hasher_(hasher), taken_(hasher.waiting_.fetch_add(1) < hasher.options_.max_waiting) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { --hasher_.waiting_; }

    [[nodiscard]] bool taken() const { return taken_; }
    static Error none_left() {
        auto error = Error::unavailable("Very many people are signing in just now. Please try again in a few seconds.");
        error.retry_after = std::chrono::seconds(3);
        return error;
    }

  private:
    PassphraseHasher& hasher_;
    bool taken_;
};

PassphraseHasher::PassphraseHasher(HashingOptions options) : options_(options), pool_(options.threads) {
    // new_secret() also starts libsodium.
    auto decoy = hash_now(new_secret());
    if (!decoy) throw std::runtime_error("there is not enough memory to hash one passphrase");
    decoy_ = std::move(*decoy);
}

PassphraseHasher::~PassphraseHasher() { pool_.join(); }

Task<std::string> PassphraseHasher::hash(std::string passphrase) {
    const Place place(*this);
    if (!place.taken()) co_return std::unexpected(Place::none_left());
    const auto home = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(boost::asio::bind_executor(pool_, boost::asio::use_awaitable));
    auto result = hash_now(passphrase);
    co_await boost::asio::post(boost::asio::bind_executor(home, boost::asio::use_awaitable));
    co_return result;
}

Task<bool> PassphraseHasher::verify(std::string passphrase, std::string hash) {
    const Place place(*this);
    if (!place.taken()) co_return std::unexpected(Place::none_left());
    const auto home = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(boost::asio::bind_executor(pool_, boost::asio::use_awaitable));
    const bool result = verify_now(passphrase, hash);
    co_await boost::asio::post(boost::asio::bind_executor(home, boost::asio::use_awaitable));
    co_return result;
}

Result<std::string> PassphraseHasher::hash_now(const std::string& passphrase) {
    ++runs_;
    std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
    if (crypto_pwhash_argon2id_str(text.data(), passphrase.data(), passphrase.size(), options_.passes,
                                   options_.memory_bytes) != 0)
        return std::unexpected(
            Error::unavailable("The server has no memory left to check a passphrase. Please try again."));
    return std::string(text.data());
}

bool PassphraseHasher::verify_now(const std::string& passphrase, const std::string& hash) {
    ++runs_;
    const auto& compared = hash.empty() ? decoy_ : hash;
    const bool equal = crypto_pwhash_argon2id_str_verify(compared.c_str(), passphrase.data(), passphrase.size()) == 0;
    return equal && !hash.empty();
}

}  // namespace ourplace::accounts
