#include "moengage/bodies.h"

#include "base/text.h"
#include "segment/json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace segctl::moengage {
namespace {

Result<std::string> printed(const Json& body) {
  try {
    return body.dump();
  } catch (const Json::type_error&) {  // the only reason is a string that is not UTF-8
    return fail(ErrorCode::Invalid, "a text in the segment is not UTF-8",
                "save the manifest as UTF-8");
  }
}

Result<void> check_resolved(const Definition& definition) {
  for (const Reference& reference : references(definition)) {
    if (reference.key.empty()) continue;
    return fail(ErrorCode::Invalid,
                fmt::format("the definition refers to the segment {}, which has no ID yet",
                            in_quotes(reference.key.str())),
                "create that segment first");
  }
  return {};
}

Json file_body(const FileCall& call) {
  Json body{{"name", call.name.str()},
            {"attribute_name", call.attribute_name},
            {"attribute_type", call.attribute_type},
            {"file_url", call.file_url}};
  if (!call.callback_url.empty()) body["callback_url"] = call.callback_url;
  if (!call.emails.empty()) body["emails"] = call.emails;
  return body;
}

}  // namespace

Result<std::string> encode_filter(const SegmentName& name, const Definition& definition) {
  if (const auto checked = check_resolved(definition); !checked) {
    return tl::make_unexpected(checked.error());
  }
  Json body{{"name", name.str()}, {"included_filters", definition.included}};
  if (!definition.excluded.is_null()) body["excluded_filters"] = definition.excluded;
  return printed(body);
}

Result<std::string> encode_update(const FilterUpdate& update) {
  if (const auto checked = check_resolved(update.definition); !checked) {
    return tl::make_unexpected(checked.error());
  }
  Json body{{"included_filters", update.definition.included}};
  if (update.excluded == FilterUpdate::Excluded::Send) {
    const Json nobody{{"filter_operator", "and"}, {"filters", Json::array()}};
    const Json& excluded = update.definition.excluded;
    body["excluded_filters"] = excluded.is_null() ? nobody : excluded;
  }
  if (update.new_name) body["name"] = update.new_name->str();
  return printed(body);
}

Result<std::string> encode_new_file(const FileCall& call) {
  Json body = file_body(call);
  body["expiry_time"] = call.expiry_days;
  return printed(body);
}

Result<std::string> encode_file_change(const FileCall& call) {
  Json body = file_body(call);
  if (!call.id.empty()) body["cs_id"] = call.id.str();
  return printed(body);
}

Result<std::string> encode_archival(const SegmentName& name, const SegmentId& id) {
  Json body{{"name", name.str()}};
  if (!id.empty()) body["cs_id"] = id.str();
  return printed(body);
}

}  // namespace segctl::moengage
