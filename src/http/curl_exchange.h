#pragma once

#include "http/answer_collector.h"
#include "http/curl_transport.h"
#include "http/fault.h"

#include <curl/curl.h>

#include <array>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace segctl::http {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using Easy = std::unique_ptr<CURL, EasyDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

/// One request on its way, with all that libcurl keeps pointers to.
struct Exchange {
  Exchange(const Request& its_request, const Sink* its_sink, const Upload* its_upload = nullptr)
      : request(&its_request), sink(its_sink), upload(its_upload), answer(its_sink) {}

  const Request* request;
  const Sink* sink;      ///< set for downloads only
  const Upload* upload;  ///< set for uploads only
  std::uint64_t sent = 0;
  std::optional<Error> unreadable;  ///< why the upload's body could not be read on
  AnswerCollector answer;
  Easy easy;
  List headers;
  std::array<char, CURL_ERROR_SIZE> words{};
  std::exception_ptr thrown;  ///< by the sink: must not pass through C
  std::optional<Result<Response>> outcome;
  std::function<void(Result<Response>)> ended;  ///< takes the outcome in its place, where it is set

  void end(Result<Response> its_outcome) {
    if (ended) return ended(std::move(its_outcome));
    outcome = std::move(its_outcome);
  }
};

/// Sets all of libcurl's options for the exchange. **Requires:** `easy` is new or was reset. Throws
/// where libcurl refuses one: an option that protects must never be passed over.
void prepare(Exchange& exchange, const CurlOptions& options);

/// What went wrong, by libcurl's word for it and what came of the answer.
[[nodiscard]] Fault fault_of(const Exchange& exchange, CURLcode code);

/// The error that tells of it.
[[nodiscard]] Error error_of(const Exchange& exchange, Fault fault, const CurlOptions& options);

}  // namespace segctl::http
