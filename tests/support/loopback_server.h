#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::test {

/// One connection to a LoopbackServer, to be played byte by byte. No wait takes over 10 s.
class Peer {
 public:
  explicit Peer(int socket, std::function<void(const std::string&)> remember)
      : socket_(socket), remember_(std::move(remember)) {}

  /// The next request with its body (by Content-Length), which the server remembers; empty where
  /// the client has closed.
  [[nodiscard]] std::string read_request();
  /// Waits for the first bytes of a client that doesn't speak HTTP; false where it has closed.
  bool read_anything();
  /// Sends `bytes`; false where the client no longer takes them.
  bool write(std::string_view bytes);
  /// Ends the connection with a TCP reset instead of an orderly close.
  void reset();
  /// Says nothing until the client closes.
  void wait_for_close();

  [[nodiscard]] int socket() const { return socket_; }

 private:
  int socket_;
  std::string unread_;
  std::function<void(const std::string&)> remember_;
};

/// A server on a port of its own of 127.0.0.1. It plays the same script on every connection, each
/// in a thread of its own; a connection is closed when its script returns.
class LoopbackServer {
 public:
  /// Gets the connection and its number, from 0 in the order of acceptance.
  using Script = std::function<void(Peer&, int)>;

  explicit LoopbackServer(Script script);
  /// Closes what is open and waits for the scripts.
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  [[nodiscard]] int port() const;
  /// "http://127.0.0.1:port" + path.
  [[nodiscard]] std::string url(const std::string& path) const;
  /// Every request read so far, whole.
  [[nodiscard]] std::vector<std::string> requests() const;
  /// How many connections were accepted.
  [[nodiscard]] int connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A script that reads one request a connection, sends `answer` as it is, and closes.
[[nodiscard]] LoopbackServer::Script answering(std::string answer);

}  // namespace segctl::test
