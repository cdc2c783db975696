#pragma once

#include <string_view>

namespace segctl::simulator {

/// A TCP connection of this process, told by its two ports on a server's side.
struct ConnectionPorts {
  int local = 0;
  int remote = 0;
};

/// How a connection ends: in order (FIN), or reset (RST).
enum class Ending { Close, Reset };

/// Sends `bytes` past the HTTP library, then ends the connection under it: the library's own answer
/// goes nowhere. Does nothing where the connection is gone already.
void answer_raw(ConnectionPorts ports, std::string_view bytes, Ending ending);

/// Shuts all connections down whose local port is `port`, so that nobody waits for their next
/// request.
void shut_down_all(int port);

}  // namespace segctl::simulator
