#include "http/curl_transport.h"

#include "base/text.h"
#include "base/url.h"
#include "http/answer_collector.h"
#include "http/fault.h"
#include "http/request_check.h"
#include "http/sigpipe_block.h"
#include "http/tls_fault.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <stdexcept>

namespace segctl::http {
namespace {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

void initialise_curl_once() {
  static const CURLcode kOutcome = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kOutcome != CURLE_OK) throw std::runtime_error("libcurl can't be initialised");
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// `options` with the choices made that it leaves open.
CurlOptions completed(CurlOptions options) {
  if (options.ca_file.empty()) options.ca_file = environment("SEGCTL_CACERT");
  if (options.ca_file.empty()) options.ca_file = environment("SSL_CERT_FILE");
  if (options.user_agent.empty()) options.user_agent = "segctl/" SEGCTL_VERSION;
  options.parallel = std::max<std::size_t>(options.parallel, 1);
  return options;
}

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

/// Tells libcurl whether all `size` bytes were taken: any other number ends the transfer.
template <class Take>
std::size_t guarded(Exchange& exchange, std::size_t size, Take take) noexcept {
  try {
    return take() ? size : size + 1;
  } catch (...) {
    exchange.thrown = std::current_exception();
    return size + 1;
  }
}

std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  return guarded(exchange, size, [&] { return exchange.answer.take_body({bytes, size}); });
}

std::size_t on_header(char* bytes, std::size_t, std::size_t size, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  return guarded(exchange, size, [&] { return exchange.answer.take_line({bytes, size}); });
}

/// Gives libcurl the next bytes of an upload. An upload that can't be read on is broken off before
/// its last byte, so that no server takes it for whole.
std::size_t on_read(char* bytes, std::size_t, std::size_t size, void* context) noexcept {
  auto& exchange = *static_cast<Exchange*>(context);
  try {
    const auto read = exchange.upload->read({bytes, size});
    if (!read) {
      exchange.unreadable = read.error();
      return CURL_READFUNC_ABORT;
    }
    exchange.sent += *read;
    if (exchange.upload->sent) exchange.upload->sent(exchange.sent);
    return *read;
  } catch (...) {
    exchange.thrown = std::current_exception();
    return CURL_READFUNC_ABORT;
  }
}

void append(List& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

List header_list(const Request& request) {
  List list;
  // A body must not wait for a "100 Continue", nor be sent again after a "417".
  append(list, "Expect:");
  bool has_type = false;
  for (const Header& header : request.headers) {
    // "Name;" is libcurl's spelling of a header without a value.
    append(list, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    has_type = has_type || lower_ascii(header.name) == "content-type";
  }
  if (!has_type) append(list, "Content-Type:");
  return list;
}

/// Throws where libcurl refuses: an option that protects must never be passed over.
template <class Value>
void set(const Easy& easy, CURLoption option, Value value) {
  if (curl_easy_setopt(easy.get(), option, value) != CURLE_OK) {
    throw std::runtime_error("libcurl is too old or was built without TLS");
  }
}

void set_target(const Easy& easy, const std::string& url) {
  const bool local = is_loopback_host(url_host(url));
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_PROTOCOLS_STR, local ? "https,http" : "https");
  if (local) set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_NOSIGNAL, 1L);
}

void set_trust(const Easy& easy, const CurlOptions& options) {
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) set(easy, CURLOPT_CAINFO, options.ca_file.c_str());
}

void set_upload(Exchange& exchange) {
  const Easy& easy = exchange.easy;
  set(easy, CURLOPT_UPLOAD, 1L);
  set(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(exchange.upload->size));
  set(easy, CURLOPT_READFUNCTION, &on_read);
  set(easy, CURLOPT_READDATA, &exchange);
  // Without a way to rewind, libcurl can't send the body again either.
  set(easy, CURLOPT_FRESH_CONNECT, 1L);
  set(easy, CURLOPT_FORBID_REUSE, 1L);
}

void set_method(Exchange& exchange) {
  const Easy& easy = exchange.easy;
  const Request& request = *exchange.request;
  if (exchange.upload != nullptr) return set_upload(exchange);
  if (is_safe(request.method)) {
    set(easy, request.method == Method::Head ? CURLOPT_NOBODY : CURLOPT_HTTPGET, 1L);
    return;
  }
  set(easy, CURLOPT_POST, 1L);
  set(easy, CURLOPT_CUSTOMREQUEST, method_word(request.method));
  set(easy, CURLOPT_POSTFIELDS, request.body.c_str());
  set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(easy, CURLOPT_FRESH_CONNECT, 1L);
  set(easy, CURLOPT_FORBID_REUSE, 1L);
}

void set_patience(const Exchange& exchange, const CurlOptions& options) {
  const Easy& easy = exchange.easy;
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  const bool uploads = exchange.upload != nullptr;
  if (exchange.sink == nullptr) {
    const Duration whole = uploads ? options.upload_timeout : options.answer_timeout;
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(whole.count()));
    if (!uploads) return;
  }
  const auto stall = std::chrono::ceil<std::chrono::seconds>(uploads ? options.upload_stall
                                                                     : options.stall_timeout);
  set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall.count()));
}

void set_callbacks(Exchange& exchange) {
  set(exchange.easy, CURLOPT_WRITEFUNCTION, &on_body);
  set(exchange.easy, CURLOPT_WRITEDATA, &exchange);
  set(exchange.easy, CURLOPT_HEADERFUNCTION, &on_header);
  set(exchange.easy, CURLOPT_HEADERDATA, &exchange);
  set(exchange.easy, CURLOPT_ERRORBUFFER, exchange.words.data());
  set(exchange.easy, CURLOPT_PRIVATE, &exchange);
}

void prepare(Exchange& exchange, const CurlOptions& options) {
  exchange.headers = header_list(*exchange.request);
  set_target(exchange.easy, exchange.request->url);
  set_trust(exchange.easy, options);
  set_method(exchange);
  set_patience(exchange, options);
  set_callbacks(exchange);
  set(exchange.easy, CURLOPT_HTTPHEADER, exchange.headers.get());
  set(exchange.easy, CURLOPT_USERAGENT, options.user_agent.c_str());
}

long number_of(const Easy& easy, CURLINFO what) {
  long number = 0;
  curl_easy_getinfo(easy.get(), what, &number);
  return number;
}

Duration elapsed(const Easy& easy) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_TOTAL_TIME_T, &microseconds);
  return std::chrono::duration_cast<Duration>(std::chrono::microseconds(microseconds));
}

/// Errors while receiving: of the proxy, of the chunked encoding, or of the connection.
Fault receiving_fault(const Exchange& exchange) {
  if (number_of(exchange.easy, CURLINFO_HTTP_CONNECTCODE) >= 300) return Fault::ProxyRefused;
  const std::string_view words = exchange.words.data();
  if (has_any(words, {"chunk", "hexadecimal"})) return Fault::CutAnswer;
  return Fault::ConnectionLost;
}

Fault fault_of(const Exchange& exchange, CURLcode code) {
  if (exchange.answer.fault()) return *exchange.answer.fault();
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Fault::UnresolvedHost;
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Fault::UnresolvedProxy;
    case CURLE_COULDNT_CONNECT:
      return Fault::NoConnection;
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_fault(number_of(exchange.easy, CURLINFO_SSL_VERIFYRESULT),
                               exchange.words.data());
    case CURLE_SSL_CONNECT_ERROR:
      return handshake_fault(exchange.words.data());
    case CURLE_SSL_CACERT_BADFILE:
      return Fault::BadCaFile;
    case CURLE_OPERATION_TIMEDOUT:
      return Fault::TimedOut;
    case CURLE_GOT_NOTHING:
      return Fault::EmptyAnswer;
    case CURLE_PARTIAL_FILE:
      return Fault::CutAnswer;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return receiving_fault(exchange);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Fault::NotHttp;
    default:
      return Fault::Other;
  }
}

Error error_of(const Exchange& exchange, Fault fault, const CurlOptions& options) {
  Trouble trouble;
  trouble.fault = fault;
  trouble.method = exchange.request->method;
  trouble.url = exchange.request->url;
  trouble.after = elapsed(exchange.easy);
  trouble.ca_file = options.ca_file.string();
  trouble.proxy_status = static_cast<int>(number_of(exchange.easy, CURLINFO_HTTP_CONNECTCODE));
  if (fault == Fault::Other || fault == Fault::TlsRefused) trouble.detail = exchange.words.data();
  // A CONNECT to the proxy is counted too, but what it announces was then never sent.
  const bool untouched = number_of(exchange.easy, CURLINFO_REQUEST_SIZE) == 0;
  trouble.sent = untouched || fault == Fault::ProxyRefused ? Sent::Nothing : Sent::Perhaps;
  return http::error_of(trouble);
}

}  // namespace

/// A connection pool and the requests that go through it.
class CurlTransport::Pool {
 public:
  explicit Pool(CurlOptions options) : options_(completed(std::move(options))) {
    initialise_curl_once();
    multi_.reset(curl_multi_init());
    if (!multi_) throw std::bad_alloc();
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options_.parallel));
  }

  /// Ends every exchange.
  void run(std::span<const std::unique_ptr<Exchange>> exchanges) {
    const SigpipeBlock block;
    const Landing landing(*this);
    std::size_t begun = 0;
    const auto may_begin = [&] {
      return begun < exchanges.size() && flying_.size() < options_.parallel;
    };
    while (begun < exchanges.size() || !flying_.empty()) {
      while (may_begin()) begin(*exchanges[begun++]);
      check(curl_multi_perform(multi_.get(), &running_));
      collect();
      if (is_stopped()) interrupt();
      if (!flying_.empty() && !may_begin()) wait();
    }
  }

  [[nodiscard]] Result<Response> run_one(const Request& request, const Sink* sink,
                                         const Upload* upload = nullptr) {
    std::vector<std::unique_ptr<Exchange>> exchanges;
    exchanges.push_back(std::make_unique<Exchange>(request, sink, upload));
    run(exchanges);
    Exchange& exchange = *exchanges[0];
    if (exchange.thrown) std::rethrow_exception(exchange.thrown);
    if (exchange.unreadable) return tl::unexpected(std::move(*exchange.unreadable));
    return std::move(*exchange.outcome);
  }

 private:
  /// Leaves nothing in the air when an exception ends run(): the exchanges are its caller's.
  class Landing {
   public:
    explicit Landing(Pool& pool) : pool_(pool) {}

    ~Landing() {
      for (const Exchange* exchange : pool_.flying_) {
        curl_multi_remove_handle(pool_.multi_.get(), exchange->easy.get());
      }
      pool_.flying_.clear();
    }

    Landing(const Landing&) = delete;
    Landing& operator=(const Landing&) = delete;

   private:
    Pool& pool_;
  };

  static void check(CURLMcode code) {
    if (code != CURLM_OK) throw std::runtime_error(curl_multi_strerror(code));
  }

  [[nodiscard]] bool is_stopped() const { return options_.stop != nullptr && *options_.stop; }

  void begin(Exchange& exchange) {
    if (const auto checked = check_request(*exchange.request); !checked) {
      return exchange.end(tl::make_unexpected(checked.error()));
    }
    exchange.easy = easy();
    if (is_stopped()) {
      return exchange.end(tl::make_unexpected(error_of(exchange, Fault::Interrupted, options_)));
    }
    prepare(exchange, options_);
    check(curl_multi_add_handle(multi_.get(), exchange.easy.get()));
    flying_.push_back(&exchange);
  }

  void collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      char* context = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
      const CURLcode code = message->data.result;
      finish(*reinterpret_cast<Exchange*>(context), code);
    }
  }

  void finish(Exchange& exchange, CURLcode code) {
    if (code == CURLE_OK && exchange.answer.status() != 0) {
      exchange.end(exchange.answer.finish());
    } else {
      const Fault fault = code == CURLE_OK ? Fault::NotHttp : fault_of(exchange, code);
      exchange.end(tl::make_unexpected(error_of(exchange, fault, options_)));
    }
    land(exchange);
  }

  void interrupt() {
    while (!flying_.empty()) {
      Exchange& exchange = *flying_.back();
      exchange.end(tl::make_unexpected(error_of(exchange, Fault::Interrupted, options_)));
      land(exchange);
    }
  }

  void land(Exchange& exchange) {
    curl_multi_remove_handle(multi_.get(), exchange.easy.get());
    idle_.push_back(std::move(exchange.easy));
    flying_.erase(std::find(flying_.begin(), flying_.end(), &exchange));
  }

  /// Until something comes, or it is time to look at `stop` again.
  void wait() {
    constexpr int kMilliseconds = 100;
    check(curl_multi_poll(multi_.get(), nullptr, 0, kMilliseconds, nullptr));
  }

  Easy easy() {
    Easy easy;
    if (idle_.empty()) {
      easy.reset(curl_easy_init());
      if (!easy) throw std::bad_alloc();
    } else {
      easy = std::move(idle_.back());
      idle_.pop_back();
      curl_easy_reset(easy.get());
    }
    return easy;
  }

  CurlOptions options_;
  // The handles go before the pool that they belong to.
  Multi multi_;
  std::vector<Easy> idle_;
  std::vector<Exchange*> flying_;
  int running_ = 0;
};

CurlTransport::CurlTransport(CurlOptions options)
    : pool_(std::make_unique<Pool>(std::move(options))) {}

CurlTransport::~CurlTransport() = default;

Result<Response> CurlTransport::send(const Request& request) {
  return pool_->run_one(request, nullptr);
}

std::vector<Result<Response>> CurlTransport::send_all(std::span<const Request> requests) {
  std::vector<std::unique_ptr<Exchange>> exchanges;
  for (const Request& request : requests) {
    if (!is_safe(request.method)) throw std::logic_error("send_all() is for safe requests only");
    exchanges.push_back(std::make_unique<Exchange>(request, nullptr));
  }
  pool_->run(exchanges);
  std::vector<Result<Response>> outcomes;
  outcomes.reserve(exchanges.size());
  for (const auto& exchange : exchanges) outcomes.push_back(std::move(*exchange->outcome));
  return outcomes;
}

void CurlTransport::send_each(std::span<const Request> requests, const Ended& ended) {
  std::vector<std::unique_ptr<Exchange>> exchanges;
  for (std::size_t place = 0; place < requests.size(); ++place) {
    exchanges.push_back(std::make_unique<Exchange>(requests[place], nullptr));
    exchanges.back()->ended = [&ended, place](Result<Response> outcome) {
      ended(place, std::move(outcome));
    };
  }
  pool_->run(exchanges);
}

Result<Response> CurlTransport::download(const Request& request, const Sink& sink) {
  return pool_->run_one(request, &sink);
}

Result<Response> CurlTransport::upload(const Request& request, const Upload& body) {
  if (request.method != Method::Put || !request.body.empty()) {
    throw std::logic_error("upload() is for a Put without a body of its own");
  }
  return pool_->run_one(request, nullptr, &body);
}

}  // namespace segctl::http
