#pragma once

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/result.h"
#include "callback/receiver.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>

namespace segctl::callback {

/// How much a listener bears.
struct ListenerLimits {
  std::size_t peers = 256;          ///< at a time; one more sends the oldest away
  Duration patience{10'000};        ///< from the connection to the end of the request
  std::size_t body = kLongestBody;  ///< bytes
};

/// An HTTP listener for callbacks: one thread, any number of peers. A peer costs a bounded amount
/// of memory and time however slowly it sends and whatever it sends; none holds up the others, but
/// for the moment in which one callback is brought to the disk. Each connection has one request.
class Listener {
 public:
  /// Listens at a numeric address or "localhost"; port 0 takes any that is free.
  [[nodiscard]] static Result<Listener> open(const std::string& host, int port);

  [[nodiscard]] int port() const { return port_; }

  /// Told of each request that was answered: who asked, and the answer.
  using Told = std::function<void(const std::string& peer, const Answer& answer)>;

  /// Answers until `stop` is set, which is looked at ten times a second; what is whole by then is
  /// answered.
  void serve(const Receiver& receiver, const ListenerLimits& limits, const Told& told,
             const std::atomic<bool>& stop) const;

 private:
  Listener(Descriptor socket, int port) : socket_(std::move(socket)), port_(port) {}

  Descriptor socket_;
  int port_;
};

}  // namespace segctl::callback
