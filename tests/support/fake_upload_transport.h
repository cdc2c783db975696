#pragma once

#include "http/upload_transport.h"
#include "support/fake_transport.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace segctl::test {

/// A FakeTransport that takes uploads, too: it reads each body and remembers it.
class FakeUploadTransport : public http::UploadTransport {
 public:
  FakeTransport fake;

  [[nodiscard]] Result<http::Response> send(const http::Request& request) override {
    return fake.send(request);
  }

  [[nodiscard]] std::vector<Result<http::Response>> send_all(
      std::span<const http::Request> requests) override {
    return fake.send_all(requests);
  }

  [[nodiscard]] Result<http::Response> download(const http::Request& request,
                                                const http::Sink& sink) override {
    return fake.download(request, sink);
  }

  [[nodiscard]] Result<http::Response> upload(const http::Request& request,
                                              const http::Upload& body) override {
    std::string whole;
    std::array<char, 4> piece{};
    while (whole.size() < body.size) {
      const auto got = body.read(piece);
      if (!got) return tl::unexpected(got.error());
      if (*got == 0) break;
      whole.append(piece.data(), *got);
      if (body.sent) body.sent(whole.size());
    }
    bodies_.push_back(std::move(whole));
    return fake.send(request);
  }

  /// The bodies of the uploads that were read to their end.
  [[nodiscard]] const std::vector<std::string>& bodies() const { return bodies_; }

 private:
  std::vector<std::string> bodies_;
};

}  // namespace segctl::test
