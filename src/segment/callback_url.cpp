#include "segment/callback_url.h"

#include <algorithm>

namespace segctl {
namespace {

constexpr std::string_view kOperation = "{operation}";
constexpr std::string_view kToken = "{token}";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

bool is_unreserved(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

}  // namespace

bool names_operation(std::string_view callback_url) {
  return callback_url.find(kOperation) != std::string_view::npos;
}

bool names_token(std::string_view callback_url) {
  return callback_url.find(kToken) != std::string_view::npos;
}

std::string_view unknown_place(std::string_view callback_url) {
  for (std::size_t at = callback_url.find('{'); at != std::string_view::npos;
       at = callback_url.find('{', at + 1)) {
    const std::string_view rest = callback_url.substr(at);
    const std::string_view place = rest.substr(0, rest.find('}') + 1);
    if (place.empty()) return rest;
    if (place != kOperation && place != kToken) return place;
  }
  return {};
}

std::string filled_callback_url(std::string_view callback_url, std::string_view operation,
                                std::string_view token) {
  return replaced(replaced(std::string(callback_url), kToken, token), kOperation, operation);
}

bool is_callback_token(std::string_view token) {
  constexpr std::size_t kShortest = 16;
  constexpr std::size_t kLongest = 200;
  return token.size() >= kShortest && token.size() <= kLongest &&
         std::all_of(token.begin(), token.end(), is_unreserved);
}

std::string without_token(std::string text, std::string_view token) {
  return token.empty() ? text : replaced(std::move(text), token, "…");
}

}  // namespace segctl
