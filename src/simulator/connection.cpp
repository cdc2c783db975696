#include "simulator/connection.h"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <filesystem>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace segctl::simulator {
namespace {

int port_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  }
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  }
  return 0;
}

/// The port of one end of a connection; 0 where `fd` is none. `ask`: getsockname or getpeername.
template <class Ask>
int port_at(int fd, Ask ask) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ask(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? port_of(address) : 0;
}

/// Calls `visit(fd, ports)` for every connection of this process.
template <class Visit>
void each_connection(Visit&& visit) {
  std::error_code error;
  std::vector<int> descriptors;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    const std::string name = entry.path().filename();
    int fd = -1;
    std::from_chars(name.data(), name.data() + name.size(), fd);
    descriptors.push_back(fd);
  }
  for (const int fd : descriptors) {
    const ConnectionPorts ports{port_at(fd, ::getsockname), port_at(fd, ::getpeername)};
    if (ports.local != 0 && ports.remote != 0) visit(fd, ports);
  }
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// Closes the connection at once, and leaves under its number a socket that leads nowhere: the
/// library goes on to write to it and to close it.
void sever(int fd, Ending ending) {
  if (ending == Ending::Reset) {
    const linger at_once{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  const int nowhere = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (nowhere < 0) return;
  ::dup3(nowhere, fd, O_CLOEXEC);
  ::close(nowhere);
}

}  // namespace

void answer_raw(ConnectionPorts ports, std::string_view bytes, Ending ending) {
  each_connection([&](int fd, ConnectionPorts found) {
    if (found.local != ports.local || found.remote != ports.remote) return;
    send_all(fd, bytes);
    sever(fd, ending);
  });
}

void shut_down_all(int port) {
  each_connection([&](int fd, ConnectionPorts found) {
    if (found.local == port) ::shutdown(fd, SHUT_RDWR);
  });
}

}  // namespace segctl::simulator
