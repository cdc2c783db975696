#pragma once

#include "base/result.h"
#include "simulator/simulator.h"

#include <filesystem>
#include <memory>
#include <string>

namespace segctl::simulator {

/// A simulator behind HTTP on this machine, with 32 threads and connections that are kept. Faults
/// of the wire happen to the connection itself. `/_files/…` serves a directory, with ETag.
class HttpServer {
 public:
  /// `files`: the directory behind `/_files/`; empty: none.
  /// **Requires:** `simulator` outlives the server.
  explicit HttpServer(Simulator& simulator, std::filesystem::path files = {});
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// Listens; returns the port, which the system chooses where `port` is 0. Fails at a host that is
  /// not this machine (`/_sim/` asks for no credentials) and at a port that is taken.
  [[nodiscard]] Result<int> start(const std::string& host, int port);

  /// Returns once stop() was called. **Requires:** started.
  void wait();

  /// Ends all connections and threads, then flushes the simulator. Any thread may call it, any
  /// number of times.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segctl::simulator
