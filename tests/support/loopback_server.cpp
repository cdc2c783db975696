#include "support/loopback_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <csignal>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

namespace segctl::test {
namespace {

/// The number after "Content-Length:"; 0 where there is none.
std::size_t body_length(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto found = head.find(kName);
  return found == std::string::npos ? 0 : std::stoul(head.substr(found + kName.size()));
}

/// How long the request at the start of `bytes` is; 0 while it is not complete.
std::size_t request_length(const std::string& bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  const std::size_t whole = end + 4 + body_length(bytes.substr(0, end + 2));
  return bytes.size() < whole ? 0 : whole;
}

void limit_waits(int socket) {
  const timeval limit{10, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// A client that leaves early must not end the test. For this thread only: what the client under
/// test does with SIGPIPE is its own affair.
void ignore_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int listening_socket() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (!bound || listen(socket, 128) != 0) throw std::runtime_error("no port to listen on");
  return socket;
}

}  // namespace

std::string Peer::read_request() {
  while (request_length(unread_) == 0) {
    char bytes[4096];
    const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return {};
    unread_.append(bytes, static_cast<std::size_t>(count));
  }
  const std::size_t length = request_length(unread_);
  std::string request = unread_.substr(0, length);
  unread_.erase(0, length);
  remember_(request);
  return request;
}

bool Peer::read_anything() {
  char bytes[4096];
  return recv(socket_, bytes, sizeof bytes, 0) > 0;
}

bool Peer::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Peer::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Peer::wait_for_close() {
  char byte = 0;
  while (recv(socket_, &byte, 1, 0) > 0) {
  }
}

struct LoopbackServer::State {
  Script script;
  int listening = -1;
  int port = 0;
  mutable std::mutex mutex;  ///< for what follows
  std::vector<std::string> requests;
  std::vector<int> open;
  std::vector<std::thread> threads;
  int connections = 0;
  std::thread acceptor;

  void play(int socket, int number) {
    ignore_sigpipe();
    limit_waits(socket);
    Peer peer(socket, [this](const std::string& request) {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    });
    script(peer, number);
    const std::lock_guard lock(mutex);
    open.erase(std::find(open.begin(), open.end(), socket));
    close(socket);
  }

  void accept_all() {
    while (true) {
      const int socket = accept(listening, nullptr, nullptr);
      if (socket < 0) return;
      const std::lock_guard lock(mutex);
      open.push_back(socket);
      const int number = connections++;
      threads.emplace_back([this, socket, number] { play(socket, number); });
    }
  }
};

LoopbackServer::LoopbackServer(Script script) : state_(std::make_unique<State>()) {
  state_->script = std::move(script);
  state_->listening = listening_socket();
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(state_->listening, reinterpret_cast<sockaddr*>(&address), &size);
  state_->port = ntohs(address.sin_port);
  state_->acceptor = std::thread([state = state_.get()] { state->accept_all(); });
}

LoopbackServer::~LoopbackServer() {
  shutdown(state_->listening, SHUT_RDWR);
  state_->acceptor.join();
  close(state_->listening);
  {
    const std::lock_guard lock(state_->mutex);
    for (const int socket : state_->open) shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : state_->threads) thread.join();
}

int LoopbackServer::port() const { return state_->port; }

std::string LoopbackServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(state_->port) + path;
}

std::vector<std::string> LoopbackServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

int LoopbackServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->connections;
}

LoopbackServer::Script answering(std::string answer) {
  return [answer = std::move(answer)](Peer& peer, int) {
    if (!peer.read_request().empty()) peer.write(answer);
  };
}

}  // namespace segctl::test
