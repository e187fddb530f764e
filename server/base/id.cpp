#include "base/id.hpp"

#include <array>
#include <cstddef>
#include <sodium.h>
#include <stdexcept>

namespace ourplace {
namespace {

constexpr std::size_t id_characters = 13;
constexpr std::size_t secret_bytes = 32;

// Every use comes through here, so nobody can forget to start libsodium. Safe to call from any thread, any number of times.
void start_sodium() {
    static const bool started = sodium_init() >= 0;
    if (!started) throw std::runtime_error("libsodium cannot start: the operating system gives no randomness");
}

}  // namespace

std::string new_id() {
    static constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    start_sodium();
    std::array<unsigned char, id_characters> random{};
    randombytes_buf(random.data(), random.size());
    std::string id;
    id.reserve(id_characters);
    for (const auto byte : random) id.push_back(alphabet[byte & 31U]);
    return id;
}

std::string new_secret() {
    start_sodium();
    std::array<unsigned char, secret_bytes> random{};
    randombytes_buf(random.data(), random.size());
    std::string text(sodium_base64_ENCODED_LEN(secret_bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.pop_back();  // the terminating zero
    return text;
}

std::string hash_secret(std::string_view secret) {
    start_sodium();
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                       reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr, 0);
    return hash;
}

}  // namespace ourplace
