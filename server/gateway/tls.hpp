// TLS from PEM files.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "base/result.hpp"
#include "gateway/options.hpp"

namespace ourplace::gateway {

// TLS 1.2 and newer. The error names the file that is at fault.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> load_tls(const Options& options);

}  // namespace ourplace::gateway
