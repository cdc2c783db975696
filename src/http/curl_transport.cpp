#include "http/curl_transport.h"

#include "http/curl_exchange.h"
#include "http/request_check.h"
#include "http/sigpipe_block.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <stdexcept>

namespace segctl::http {
namespace {

struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

using Multi = std::unique_ptr<CURLM, MultiDeleter>;

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
