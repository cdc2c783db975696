#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::simulator {

using Json = nlohmann::json;

/// The JSON value of `text`; nothing where it is no JSON, or nested deeper than 1,000 levels.
[[nodiscard]] std::optional<Json> parse_json(std::string_view text);

/// `value` as text; ill-formed UTF-8 becomes U+FFFD.
[[nodiscard]] std::string dump(const Json& value);

/// The member `key`, or null where `object` is no object or has none.
[[nodiscard]] const Json* member(const Json& object, const char* key);

/// The string member `key`; empty where there is none.
[[nodiscard]] std::string text_of(const Json& object, const char* key);

/// True where the member `key` is the boolean true.
[[nodiscard]] bool is_true(const Json& object, const char* key);

/// An integer, or an integer in a string, as older payloads write them; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> integer_of(const Json& value);

/// A number, or a number in a string; nothing for anything else.
[[nodiscard]] std::optional<double> number_of(const Json& value);

}  // namespace segctl::simulator
