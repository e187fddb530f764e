// The index of similar Stories and public answers, kept up with the library: on every node, in memory, as true as the
// transaction that asks.
#pragma once

#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/transaction.hpp"
#include "stories/similar_rules.hpp"

namespace ourplace::stories {

// Any of the store's threads.
class SimilarStories {
  public:
    explicit SimilarStories(Thesaurus thesaurus) : index_(std::move(thesaurus)) {}

    // What changed in the library since the last search is read first, so that what was withdrawn, or is said no longer, is
    // found no more. Whoever asks looks each one up in the same transaction: another's may have seen a newer library.
    [[nodiscard]] std::vector<Similar> search(store::Transaction& tx, std::string_view text, Language language);

  private:
    // Those that changed since.
    void put_stories(store::Transaction& tx);
    void put_answers(store::Transaction& tx);

    std::shared_mutex mutex_;
    SimilarIndex index_;
    // Of the newest change of the library that the index has.
    std::int64_t known_number_ = 0;
};

}  // namespace ourplace::stories
