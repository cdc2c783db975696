#pragma once

#include "simulator/json.h"
#include "simulator/simulator.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace segctl::simulator {

/// An answer, its body read.
struct Said {
  int status = 0;
  Json body;
  SimResponse raw;

  [[nodiscard]] const Json& data() const { return body.at("data"); }

  [[nodiscard]] std::string id() const { return body.at("data").at("id").get<std::string>(); }

  /// v3's error message, v2's description, or the cohort call's message.
  [[nodiscard]] std::string message() const {
    if (body.contains("description")) return body["description"].get<std::string>();
    return body.at("error").at("message").get<std::string>();
  }
};

inline HeaderList good_headers() {
  // base64 of "sim-workspace:sim-key"
  return {{"Authorization", "Basic c2ltLXdvcmtzcGFjZTpzaW0ta2V5"},
          {"MOE-APPKEY", "sim-workspace"},
          {"Content-Type", "application/json"}};
}

/// A simulator on a clock that stands still unless told otherwise, and calls in few words.
struct Rig {
  ManualClock clock{Timestamp(std::chrono::hours(24 * 365 * 56))};
  Simulator simulator;

  explicit Rig(const std::string& switches = "{}", const std::string& limits = "{}")
      : Rig(with(switches, limits)) {}

  explicit Rig(SimulatorOptions options)
      : simulator([&] {
          options.clock = &clock;
          auto opened = Simulator::open(std::move(options));
          REQUIRE(opened.has_value());
          return *std::move(opened);
        }()) {}

  static SimulatorOptions with(const std::string& switches, const std::string& limits = "{}") {
    SimulatorOptions options;
    options.switches = switches;
    options.limits = limits;
    return options;
  }

  Said send(const std::string& method, const std::string& target, const Json& body = nullptr,
            const HeaderList& headers = good_headers()) {
    const std::string text = body.is_null() ? "" : dump(body);
    SimResponse raw = simulator.handle(SimRequest{method, target, headers, text});
    Json parsed = parse_json(raw.body).value_or(Json());
    return Said{raw.status, std::move(parsed), std::move(raw)};
  }

  Said get(const std::string& target) { return send("GET", target); }

  Said post(const std::string& target, const Json& body) { return send("POST", target, body); }

  Said put(const std::string& target, const Json& body) { return send("PUT", target, body); }

  Said patch(const std::string& target, const Json& body) { return send("PATCH", target, body); }

  Said create(const std::string& name, const Json& included) {
    return post("/v3/custom-segments", {{"name", name}, {"included_filters", included}});
  }

  Said read(const std::string& id) { return get("/v3/custom-segments/" + id); }

  Said list() { return get("/v3/custom-segments"); }

  Said archive(const std::string& name) {
    return patch("/v2/custom-segments/archive", {{"name", name}});
  }

  std::vector<std::string> listed_names() {
    std::vector<std::string> names;
    const Said said = list();
    for (const Json& item : said.data()) names.push_back(item.at("name").get<std::string>());
    return names;
  }

  Said switches(const Json& changed) { return post("/_sim/switches", changed); }

  Said fault(const Json& one) { return post("/_sim/faults", Json::array({one})); }

  void advance(long seconds) { clock.advance(std::chrono::seconds(seconds)); }
};

inline Json group(std::initializer_list<Json> filters, const std::string& word = "and") {
  Json list = Json::array();
  for (const Json& filter : filters) list.push_back(filter);
  return Json{{"filter_operator", word}, {"filters", list}};
}

/// users whose city is `city`
inline Json city(const std::string& city) {
  return Json{{"filter_type", "user_attributes"},
              {"name", "City"},
              {"data_type", "string"},
              {"operator", "in"},
              {"value", Json::array({city})}};
}

inline Json reference(const std::string& id) {
  return Json{{"filter_type", "custom_segments"}, {"id", id}, {"name", "label"}};
}

inline Json purchase() {
  return Json{{"filter_type", "actions"},
              {"action_name", "Purchase"},
              {"executed", true},
              {"execution", {{"type", "atleast"}, {"count", 2}}},
              {"primary_time_range",
               {{"type", "inTheLast"},
                {"value_type", "relative_past"},
                {"value", 30},
                {"period_unit", "days"}}}};
}

/// A folder of its own, gone with the object.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "simXXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  ~Folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace segctl::simulator
