#include "simulator/reply.h"

#include "simulator/json.h"

#include <algorithm>
#include <utility>

namespace segctl::simulator {
namespace {

Json v3_error(const Refusal& refusal, const std::string& response_id) {
  Json error{{"code", refusal.code}, {"message", refusal.message}};
  if (!refusal.existing_name.empty()) error["existing_cs_name"] = refusal.existing_name;
  if (!refusal.existing_id.empty()) error["existing_cs_id"] = refusal.existing_id;
  if (refusal.actual_count) error["actual_count"] = *refusal.actual_count;
  if (refusal.limit) error["limit"] = *refusal.limit;
  return Json{{"response_id", response_id}, {"type", "custom_segment"}, {"error", error}};
}

Json error_body(Dialect dialect, const Refusal& refusal, const std::string& response_id) {
  switch (dialect) {
    case Dialect::V3:
      return v3_error(refusal, response_id);
    case Dialect::V2:
      return Json{{"title", refusal.code}, {"description", refusal.message}};
    case Dialect::Cohort:
      break;
  }
  return Json{
      {"status", "fail"},
      {"error",
       {{"message", refusal.message}, {"type", refusal.code}, {"request_id", response_id}}}};
}

}  // namespace

tl::unexpected<Refusal> refuse(int status, std::string code, std::string message) {
  return tl::unexpected<Refusal>(
      Refusal{.status = status, .code = std::move(code), .message = std::move(message)});
}

SimResponse render(Dialect dialect, const Reply& reply, const std::string& response_id) {
  SimResponse response{.headers = {{"Content-Type", "application/json"}}};
  if (!reply) {
    response.status = reply.error().status;
    response.body = dump(error_body(dialect, reply.error(), response_id));
    response.headers.insert(response.headers.end(), reply.error().headers.begin(),
                            reply.error().headers.end());
    return response;
  }
  response.status = reply->status;
  if (dialect != Dialect::V3) {
    response.body = reply->json;
    return response;
  }
  constexpr std::size_t kAround = 100;
  response.body.reserve(reply->json.size() + kAround);
  response.body.append("{\"data\":").append(reply->json).append(",\"response_id\":");
  append_json_string(response.body, response_id);
  response.body += ",\"type\":\"custom_segment\"}";
  return response;
}

void append_json_string(std::string& text, std::string_view value) {
  // Nearly every string is plain ASCII; the library takes the others.
  const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) {
    return c >= ' ' && c != '"' && c != '\\' && c != '\x7f';
  });
  if (is_plain) {
    text.append("\"").append(value) += '"';
  } else {
    text += dump(Json(value));
  }
}

std::string json_string(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

}  // namespace segctl::simulator
