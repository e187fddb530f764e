#include "gateway/tls.hpp"

namespace ourplace::gateway {
namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<ssl::context>> load_tls(const Options& options) {
    const auto refuse = [](const std::string& field, const std::filesystem::path& file,
                           const boost::system::error_code& failure) {
        return std::unexpected(
            Error::failed_precondition(field, "Cannot use " + file.string() + ": " + failure.message()));
    };
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::single_dh_use);
    // Idle connections keep no buffers.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    boost::system::error_code failure;
    context->use_certificate_chain_file(options.tls_certificate.string(), failure);
    if (failure) return refuse("tls_certificate", options.tls_certificate, failure);
    context->use_private_key_file(options.tls_key.string(), ssl::context::pem, failure);
    if (failure) return refuse("tls_key", options.tls_key, failure);
    if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
        return std::unexpected(Error::failed_precondition("tls_key", "The key does not belong to the certificate."));
    }
    return context;
}

}  // namespace ourplace::gateway
