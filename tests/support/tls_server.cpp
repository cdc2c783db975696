#include "support/tls_server.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace segctl::test {
namespace {

template <auto Free>
struct Deleter {
  template <class Object>
  void operator()(Object* object) const {
    Free(object);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Deleter<SSL_free>>;

/// EVP_EC_gen() is a macro that casts a const away.
Key new_key() {
  char kind[] = "P-256";
  return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind));
}

void add_extension(X509* certificate, int nid, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  if (!extension) throw std::runtime_error("the test's certificate extension is malformed");
  X509_add_ext(certificate, extension.get(), -1);
}

/// Without signature and issuer.
Certificate unsigned_certificate(EVP_PKEY* key, const char* name, const CertificateTerms& terms) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), terms.begins_in_seconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), terms.ends_in_seconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

}  // namespace

struct TestAuthority::Keys {
  Key key = new_key();
  Certificate certificate;
};

TestAuthority::TestAuthority(const std::string& name) : keys_(std::make_unique<Keys>()) {
  keys_->certificate = unsigned_certificate(keys_->key.get(), name.c_str(), {});
  X509* certificate = keys_->certificate.get();
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  X509_sign(certificate, keys_->key.get(), EVP_sha256());
}

TestAuthority::~TestAuthority() = default;

void TestAuthority::write_certificate(const std::filesystem::path& path) const {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) throw std::runtime_error("the test's certificate can't be written");
  PEM_write_X509(file, keys_->certificate.get());
  std::fclose(file);
}

LoopbackServer::Script answering_over_tls(const TestAuthority& authority,
                                          const CertificateTerms& terms, TlsVersions versions) {
  return [&authority, terms, versions](Peer& peer, int) {
    const Key key = new_key();
    const Certificate certificate = unsigned_certificate(key.get(), "test server", terms);
    const auto& issuer = authority.keys();
    add_extension(certificate.get(), NID_subject_alt_name, terms.subject_alt_name.c_str());
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.certificate.get()));
    X509_sign(certificate.get(), issuer.key.get(), EVP_sha256());

    const Context context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
    if (versions == TlsVersions::UpTo11) {
      SSL_CTX_set_security_level(context.get(), 0);
      SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
      SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
    }
    const Session session(SSL_new(context.get()));
    SSL_set_fd(session.get(), peer.socket());
    if (SSL_accept(session.get()) != 1) return;
    char bytes[4096];
    if (SSL_read(session.get(), bytes, sizeof bytes) <= 0) return;
    constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    SSL_write(session.get(), kAnswer.data(), static_cast<int>(kAnswer.size()));
    SSL_shutdown(session.get());
  };
}

}  // namespace segctl::test
