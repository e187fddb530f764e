// Held by a server for as long as it uses a data folder; a second one is refused. Goes with the process, however it ends.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace ourplace::store {

class StoreLock {
  public:
    // Makes `file` if need be. Fails with a message for the operator.
    [[nodiscard]] static Result<StoreLock> take(const std::filesystem::path& file);

    StoreLock() = default;
    StoreLock(StoreLock&& other) noexcept;
    StoreLock& operator=(StoreLock&& other) noexcept;
    ~StoreLock();

  private:
    explicit StoreLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace ourplace::store
