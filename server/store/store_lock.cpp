#include "store/store_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ourplace::store {
namespace {

Error cannot_write(const std::filesystem::path& file, int reason) {
    const auto folder = file.parent_path().string();
    const auto why = std::generic_category().message(reason);
    if (reason == ENOSPC || reason == EDQUOT) {
        return Error::unavailable("The disk of the data folder " + folder + " is full. Make room and start again.");
    }
    return Error::failed_precondition("data_dir", "The data folder " + folder + " cannot be written to (" + why +
                                                      "). Give the user that runs ourplace write access to it.");
}

}  // namespace

Result<StoreLock> StoreLock::take(const std::filesystem::path& file) {
    StoreLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.descriptor_ < 0) return std::unexpected(cannot_write(file, errno));
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) return std::unexpected(cannot_write(file, errno));
    return std::unexpected(Error::failed_precondition("data_dir", "Another ourplace server uses the data folder " +
                                                                      file.parent_path().string() +
                                                                      ". Stop it first, or choose another folder."));
}

StoreLock::StoreLock(StoreLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

StoreLock& StoreLock::operator=(StoreLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

StoreLock::~StoreLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ourplace::store
