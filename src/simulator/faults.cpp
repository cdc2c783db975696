#include "simulator/faults.h"

#include "base/text.h"
#include "simulator/json.h"
#include "simulator/reply.h"

#include <algorithm>
#include <array>

namespace segctl::simulator {
namespace {

constexpr std::array<std::string_view, 10> kKindWords{
    "status",   "drop_before",  "drop_after", "hang",     "html",
    "truncate", "wrong_length", "huge",       "redirect", "reset"};

bool matches(const Fault& fault, Operation operation) {
  if (fault.operation == "any") return true;
  if (fault.operation == "mutating") return is_mutating(operation);
  return fault.operation == operation_word(operation);
}

SimResponse status_answer(const Fault& fault, Dialect dialect) {
  const int status = fault.status == 0 ? 500 : fault.status;
  const Refusal refusal{.status = status,
                        .code = status >= 500 ? "Internal Server Error" : "Request Error",
                        .message = "An unexpected error was encountered"};
  SimResponse answer = render(dialect, tl::unexpected<Refusal>(refusal), "fault");
  if (fault.body) answer.body = *fault.body;
  return answer;
}

SimResponse html_answer(const Fault& fault) {
  const std::string page =
      "<html><head><title>502 Bad Gateway</title></head>"
      "<body><center><h1>502 Bad Gateway</h1></center></body></html>\r\n";
  return SimResponse{.status = fault.status == 0 ? 502 : fault.status,
                     .headers = {{"Content-Type", "text/html"}},
                     .body = fault.body.value_or(page)};
}

SimResponse redirect_answer(const Fault& fault) {
  return SimResponse{.status = fault.status == 0 ? 302 : fault.status,
                     .headers = {{"Location", "https://elsewhere.example/"}},
                     .body = fault.body.value_or("")};
}

SimResponse without_answer(Wire wire) { return SimResponse{.wire = wire}; }

SimResponse spoiled_body(const Fault& fault, Dialect dialect, SimResponse honest) {
  switch (fault.kind) {
    case FaultKind::Status:
      return status_answer(fault, dialect);
    case FaultKind::Html:
      return html_answer(fault);
    case FaultKind::Redirect:
      return redirect_answer(fault);
    case FaultKind::Huge:
      honest.body.resize(std::max(honest.body.size(), static_cast<std::size_t>(fault.bytes)), ' ');
      return honest;
    case FaultKind::Truncate:
      honest.wire = Wire::Truncate;
      return honest;
    case FaultKind::WrongLength:
      honest.wire = Wire::WrongLength;
      return honest;
    case FaultKind::DropBefore:
      return without_answer(Wire::DropBefore);
    case FaultKind::DropAfter:
      return without_answer(Wire::DropAfter);
    case FaultKind::Reset:
      return without_answer(Wire::Reset);
    case FaultKind::Hang:
      return SimResponse{.wire = Wire::Hang, .hang = std::chrono::seconds(fault.seconds)};
  }
  return honest;
}

Json to_json(const Fault& fault) {
  Json object{{"operation", fault.operation},
              {"skip", fault.skip},
              {"times", fault.times},
              {"kind", std::string(kKindWords.at(static_cast<std::size_t>(fault.kind)))},
              {"status", fault.status},
              {"after_commit", fault.commit == Fault::Commit::Yes},
              {"seconds", fault.seconds},
              {"bytes", fault.bytes},
              {"headers", Json::object()}};
  if (fault.body) object["body"] = *fault.body;
  for (const auto& [name, value] : fault.headers) object["headers"][name] = value;
  return object;
}

bool is_operation(const std::string& word) {
  return word == "any" || word == "mutating" || operation_of_word(word).has_value();
}

/// Reads a count into `field`; false where the member is there and is none.
bool read_count(const Json& object, const char* key, long& field) {
  const Json* value = member(object, key);
  if (value == nullptr) return true;
  if (!value->is_number_integer() || *value < 0) return false;
  field = value->get<long>();
  return true;
}

Result<void> read_kind(const Json& object, Fault& fault) {
  if (member(object, "kind") == nullptr) return {};
  const std::string word = text_of(object, "kind");
  const auto* found = std::find(kKindWords.begin(), kKindWords.end(), word);
  if (found == kKindWords.end()) {
    return fail(ErrorCode::Invalid, "there is no fault of the kind " + in_quotes(word));
  }
  fault.kind = static_cast<FaultKind>(found - kKindWords.begin());
  return {};
}

Result<Fault> fault_from_json(const Json& object) {
  if (!object.is_object()) return fail(ErrorCode::Invalid, "a fault is a JSON object");
  Fault fault;
  if (member(object, "operation") != nullptr) fault.operation = text_of(object, "operation");
  if (!is_operation(fault.operation)) {
    return fail(ErrorCode::Invalid, "there is no operation " + in_quotes(fault.operation));
  }
  if (auto kind = read_kind(object, fault); !kind) return tl::unexpected(kind.error());
  long status = 0;
  const bool counts =
      read_count(object, "skip", fault.skip) && read_count(object, "times", fault.times) &&
      read_count(object, "seconds", fault.seconds) && read_count(object, "bytes", fault.bytes) &&
      read_count(object, "status", status);
  if (!counts || status > 599) {
    return fail(ErrorCode::Invalid, "skip, times, seconds, bytes and status are integers from 0");
  }
  fault.status = static_cast<int>(status);
  if (is_true(object, "after_commit")) fault.commit = Fault::Commit::Yes;
  if (const Json* body = member(object, "body")) {
    fault.body = body->is_string() ? body->get<std::string>() : dump(*body);
  }
  if (const Json* headers = member(object, "headers"); headers != nullptr) {
    for (const auto& [name, value] : headers->items()) {
      fault.headers.emplace_back(name, value.is_string() ? value.get<std::string>() : dump(value));
    }
  }
  return fault;
}

}  // namespace

std::optional<Fault> take_fault(Faults& faults, Operation operation) {
  for (auto fault = faults.begin(); fault != faults.end(); ++fault) {
    if (!matches(*fault, operation)) continue;
    if (fault->skip > 0) {
      --fault->skip;
      return std::nullopt;
    }
    const Fault taken = *fault;
    if (--fault->times <= 0) faults.erase(fault);
    return taken;
  }
  return std::nullopt;
}

bool is_carried_out(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::DropBefore:
      return false;
    case FaultKind::DropAfter:
    case FaultKind::Truncate:
    case FaultKind::WrongLength:
    case FaultKind::Huge:
      return true;
    default:
      return fault.commit == Fault::Commit::Yes;
  }
}

SimResponse spoiled(const Fault& fault, Dialect dialect, SimResponse honest) {
  SimResponse answer = spoiled_body(fault, dialect, std::move(honest));
  for (const auto& [name, value] : fault.headers) {
    const std::string wanted = lower_ascii(name);
    std::erase_if(answer.headers,
                  [&](const auto& header) { return lower_ascii(header.first) == wanted; });
    answer.headers.emplace_back(name, value);
  }
  return answer;
}

std::string to_json_text(const Faults& faults) {
  Json list = Json::array();
  for (const Fault& fault : faults) list.push_back(to_json(fault));
  return dump(list);
}

Result<Faults> faults_from_json(std::string_view list) {
  const auto parsed = parse_json(list);
  if (!parsed || !parsed->is_array()) {
    return fail(ErrorCode::Invalid, "the faults are no JSON list");
  }
  Faults faults;
  for (const Json& entry : *parsed) {
    auto fault = fault_from_json(entry);
    if (!fault) return tl::unexpected(fault.error());
    if (fault->times > 0) faults.push_back(*std::move(fault));
  }
  return faults;
}

}  // namespace segctl::simulator
