#include "callback/listener.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <list>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <tuple>
#include <utility>
#include <vector>

namespace segctl::callback {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kTick = 100;  ///< milliseconds
constexpr int kBacklog = 128;
/// How long a peer that has its answer may take to close, and how much of what it still sends is
/// read: a connection that is closed over unread bytes loses the answer with it.
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kMostLingering = std::size_t{1024} * 1024;

const char* phrase_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    default:
      return "Service Unavailable";
  }
}

/// `message` holds words of ours and of body.h alone: nothing in it has to be escaped.
std::string bytes_of(const Answer& answer) {
  const std::string body = fmt::format("{{\"message\":\"{}\"}}\n", answer.message);
  return fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
      "{}Connection: close\r\n\r\n{}",
      answer.status, phrase_of(answer.status), body.size(),
      answer.status == 405 ? "Allow: POST\r\n" : "", body);
}

/// An answer is short enough for the empty buffer of a socket; a peer that is gone misses it.
void send_now(int socket, std::string_view bytes) {
  std::ignore = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::string name_of(const sockaddr_storage& address, socklen_t length) {
  std::array<char, NI_MAXHOST> host{};
  const int code = ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, host.data(),
                                 host.size(), nullptr, 0, NI_NUMERICHOST);
  return code == 0 ? host.data() : "somebody";
}

/// One connection.
class Peer {
 public:
  Peer(Descriptor socket, std::string name, std::size_t longest_body, SteadyClock::time_point until)
      : socket_(std::move(socket)), name_(std::move(name)), reader_(longest_body), until_(until) {}

  [[nodiscard]] int socket() const { return socket_.get(); }

  [[nodiscard]] bool is_answered() const { return answered_; }

  [[nodiscard]] bool is_over(SteadyClock::time_point now) const { return closed_ || now >= until_; }

  /// Takes what has come; nothing where there is no answer to give yet.
  std::optional<Answer> read(const Receiver& receiver) {
    std::array<char, 16384> bytes{};
    const ssize_t got = ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    if (got <= 0) {
      closed_ = true;
      return std::nullopt;
    }
    const auto count = static_cast<std::size_t>(got);
    if (answered_) {
      lingering_ += count;
      closed_ = lingering_ > kMostLingering;
      return std::nullopt;
    }
    return answer_to(reader_.feed({bytes.data(), count}), receiver);
  }

  void give(const Answer& answer, SteadyClock::time_point now) {
    send_now(socket_.get(), bytes_of(answer));
    std::ignore = ::shutdown(socket_.get(), SHUT_WR);
    answered_ = true;
    until_ = now + kLinger;
  }

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::optional<Answer> answer_to(RequestReader::State state, const Receiver& receiver) {
    using State = RequestReader::State;
    if (state == State::Refused) return Answer{reader_.refusal(), "the request is not understood"};
    if (state == State::Head) return std::nullopt;
    if (auto refused = receiver.refusal(reader_.head())) return refused;
    if (state == State::Whole) return receiver.answer(reader_.head(), reader_.body());
    if (reader_.head().awaits_leave && !std::exchange(has_leave_, true)) {
      send_now(socket_.get(), "HTTP/1.1 100 Continue\r\n\r\n");
    }
    return std::nullopt;
  }

  Descriptor socket_;
  std::string name_;
  RequestReader reader_;
  SteadyClock::time_point until_;
  bool has_leave_ = false;
  bool answered_ = false;
  bool closed_ = false;
  std::size_t lingering_ = 0;  ///< bytes read behind the answer
};

/// What one serve() has in its hands.
class Serving {
 public:
  Serving(int socket, const Receiver& receiver, const ListenerLimits& limits,
          const Listener::Told& told)
      : socket_(socket), receiver_(receiver), limits_(limits), told_(told) {}

  /// Waits for what comes next, at most a tick, and answers it.
  void turn() {
    std::vector<pollfd> waited{{socket_, POLLIN, 0}};
    for (const Peer& peer : peers_) waited.push_back({peer.socket(), POLLIN, 0});
    if (::poll(waited.data(), waited.size(), kTick) > 0) {
      auto peer = peers_.begin();
      for (std::size_t i = 1; i < waited.size(); ++i, ++peer) {
        if (waited[i].revents != 0) hear(*peer);
      }
      if (waited[0].revents != 0) take_in();
    }
    send_away_late();
  }

 private:
  void hear(Peer& peer) {
    if (const auto answer = peer.read(receiver_)) {
      peer.give(*answer, SteadyClock::now());
      told_(peer.name(), *answer);
    }
  }

  void take_in() {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    Descriptor socket(::accept4(socket_, reinterpret_cast<sockaddr*>(&address), &length,
                                SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.valid()) {
      // Out of descriptors: those of the oldest are of more use to somebody who is in time.
      if ((errno == EMFILE || errno == ENFILE) && !peers_.empty()) peers_.pop_front();
      return;
    }
    if (peers_.size() >= limits_.peers) peers_.pop_front();
    peers_.emplace_back(std::move(socket), name_of(address, length), limits_.body,
                        SteadyClock::now() + limits_.patience);
  }

  void send_away_late() {
    const auto now = SteadyClock::now();
    for (auto peer = peers_.begin(); peer != peers_.end();) {
      if (!peer->is_over(now)) {
        ++peer;
        continue;
      }
      if (!peer->is_answered()) peer->give({408, "the request took too long"}, now);
      peer = peers_.erase(peer);
    }
  }

  int socket_;
  const Receiver& receiver_;
  const ListenerLimits& limits_;
  const Listener::Told& told_;
  std::list<Peer> peers_;  ///< the oldest first
};

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};

using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses addresses_of(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV | (host == "localhost" ? 0 : AI_NUMERICHOST);
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  return Addresses(code == 0 ? found : nullptr);
}

/// A socket that listens at the address; else not valid, and errno says why.
Descriptor listening_at(const addrinfo& address) {
  Descriptor socket(
      ::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return socket;
  const int yes = 1;
  std::ignore = ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool listens = ::bind(socket.get(), address.ai_addr, address.ai_addrlen) == 0 &&
                       ::listen(socket.get(), kBacklog) == 0;
  return listens ? std::move(socket) : Descriptor(-1);
}

int port_of(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  std::array<char, NI_MAXSERV> port{};
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (::getsockname(socket, plain, &length) != 0) return 0;
  const int code = ::getnameinfo(plain, length, nullptr, 0, port.data(), port.size(),
                                 NI_NUMERICSERV | NI_NUMERICHOST);
  return code == 0 ? std::stoi(port.data()) : 0;
}

}  // namespace

Result<Listener> Listener::open(const std::string& host, int port) {
  const Addresses addresses = addresses_of(host, port);
  if (!addresses) {
    return fail(ErrorCode::Invalid, fmt::format("cannot listen at {}", in_quotes(host)),
                "give an IP address of this machine, e.g. 127.0.0.1, or localhost");
  }
  Descriptor socket = listening_at(*addresses);
  if (!socket.valid()) {
    return fail(ErrorCode::GiveUp,
                fmt::format("cannot listen on {}:{}: {}", host, port, std::strerror(errno)),
                "port 0 takes any free one");
  }
  const int chosen = port_of(socket.get());
  return Listener(std::move(socket), chosen);
}

void Listener::serve(const Receiver& receiver, const ListenerLimits& limits, const Told& told,
                     const std::atomic<bool>& stop) const {
  Serving serving(socket_.get(), receiver, limits, told);
  while (!stop.load()) serving.turn();
}

}  // namespace segctl::callback
