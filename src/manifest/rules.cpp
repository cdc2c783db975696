#include "manifest/rules.h"

#include <array>
#include <cstddef>

namespace segctl::manifest {
namespace {

using enum Severity;

/// In the order of Rule.
constexpr auto kRules = std::to_array<RuleText>({
    {"path-missing", Error, "a path to read manifests from does not exist or cannot be listed"},
    {"file-unreadable", Error, "a manifest file cannot be read, or is no regular file"},
    {"file-too-large", Error, "a manifest file is larger than 16 MB"},
    {"symlink-loop", Error,
     "a symbolic link leads back into the directory that it stands in, or to itself"},
    {"control-character", Error, "a file holds a NUL byte or another control character"},
    {"bad-utf8", Error, "a file is not UTF-8"},
    {"tab-indentation", Error, "a line is indented with a tab"},
    {"yaml-syntax", Error, "a file is not well-formed YAML"},
    {"too-deep", Error, "values are nested more than 100 levels deep"},
    {"too-many-nodes", Error, "a file holds more than 250,000 values, aliases expanded"},
    {"too-many-problems", Error,
     "there are more than 1,000 problems in a file, or 10,000 between manifests; the rest is not "
     "listed"},
    {"alias-cycle", Error, "an alias stands inside the value that it repeats"},
    {"yaml-tag", Error, "a value carries a tag other than !!str"},
    {"key-type", Error, "the key of a mapping is not a string"},
    {"duplicate-key", Error, "a mapping has the same key twice"},
    {"merge-key", Error, "a mapping uses the merge key <<"},
    {"number-not-kept", Error, "a number has more digits than 64 bits can hold"},
    {"document-type", Error, "a document is not a mapping"},
    {"unknown-key", Error, "a mapping has a key that is not known there"},
    {"ignored-key", Warning,
     "a filter manifest carries a key of MoEngage's answers, which says nothing"},
    {"missing-key", Error, "a mapping lacks a key that it needs"},
    {"wrong-type", Error, "a value is of another type than its key needs"},
    {"unknown-value", Error, "a value is none of the words that its key takes"},
    {"empty-value", Error, "a text that must say something is empty"},
    {"key-shape", Error,
     "a manifest's key is longer than 200 characters, has white space around it or a control "
     "character in it"},
    {"name-blank", Error, "a name is empty, or only white space and invisible characters"},
    {"name-length", Error, "a name is longer than 200 characters"},
    {"name-character", Error, "a name holds one of : | * ? \\ < > = $ \" or a control character"},
    {"name-period", Error, "a name begins with a period"},
    {"name-reserved", Error, "a name is \"All Users\", MoEngage's own segment"},
    {"name-outer-space", Warning,
     "a name begins or ends with white space or an invisible character"},
    {"unknown-filter-type", Warning,
     "a filter_type is not known; the filter is passed on untouched"},
    {"filter-type-mistake", Error, "a filter_type is a known mistake for another one"},
    {"unknown-data-type", Warning, "a data_type is not known; the filter is passed on untouched"},
    {"data-type-mistake", Error, "a data_type is a known mistake for another one"},
    {"unknown-operator", Warning, "an operator is not known; it is passed on untouched"},
    {"operator-mistake", Error, "an operator is a known mistake for another one"},
    {"operator-data-type", Error, "an operator does not exist for the data_type"},
    {"empty-group", Error,
     "a group of filters is empty, other than attributes and excluded_filters"},
    {"key-not-allowed", Error, "a key has no meaning beside the other keys of its filter"},
    {"value-missing", Error, "an operator needs a value and there is none"},
    {"value-not-allowed", Error, "an operator takes no value and there is one"},
    {"value-list", Error, "an operator needs a list of values"},
    {"value-scalar", Error, "an operator needs a single value"},
    {"value-type", Error, "a value is not of the filter's data_type"},
    {"value-range", Error, "a value is outside the range that it is taken from"},
    {"value1-between", Error, "value1 is missing with between, or given without it"},
    {"between-order", Warning, "value1 is smaller than value: nobody can match"},
    {"value-type-operator", Error, "value_type does not go with the operator or time range"},
    {"dynamic-value", Error,
     "a comparison with another attribute is not written as MoEngage takes it"},
    {"array-filter-type", Error, "array_filter_type is given although negate is true"},
    {"execution-count", Error, "the count does not go with the type of execution"},
    {"execution-not-executed", Error,
     "executed: false is not written as {type: exactly, count: 0}"},
    {"time-range-keys", Error, "a time range has no value, or mixes two ways of writing it"},
    {"time-range-order", Error, "the end of a time range is not after its beginning"},
    {"aggregation-count", Error, "aggregation_attributes does not hold exactly one aggregation"},
    {"aggregation-execution", Error, "an aggregation stands in a filter that cannot have one"},
    {"aggregation-comparator", Error, "comparator and base_time_range do not stand together"},
    {"psychographic-percent", Error,
     "the percentage does not go with the operator_type, or is not in 1 to 100"},
    {"psychographic-attributes", Error,
     "psychographic_attributes is empty or uses a data_type other than string and double"},
    {"segment-reference", Error,
     "a custom_segments filter does not have exactly one of id and key"},
    {"segment-id", Error, "the id of a custom_segments filter is not 24 hexadecimal digits"},
    {"too-many-segments", Error, "a definition names more than 10 segments"},
    {"perhaps-too-many-segments", Warning,
     "a definition names more than 10 segments, some by ID: those may be file segments"},
    {"definition-length", Error, "a definition is longer than 262,144 characters when expanded"},
    {"nesting-depth", Error, "segments are nested more than 6 levels deep"},
    {"reference-cycle", Error, "a segment refers to itself, directly or through others"},
    {"unknown-reference", Error, "a key refers to a manifest that does not exist"},
    {"archived-reference", Warning, "an active segment refers to one that is declared archived"},
    {"url-shape", Error, "a URL is not an http or https URL, or has a place that nobody fills in"},
    {"expiry-time", Error, "expiry_time is not a positive number of days"},
    {"email-shape", Error, "an e-mail address is not one"},
    {"change-entry", Error, "an entry of changes does not have exactly one of add and remove"},
    {"file-path", Error, "a file path is absolute or leads out of the project directory"},
    {"file-missing", Error, "a file does not exist, cannot be reached or is no regular file"},
    {"no-uploads", Error, "a file has no file_url, and the project says nowhere to upload it to"},
    {"member-value", Error, "a member is not a uid"},
    {"duplicate-member", Warning, "a member is listed twice"},
    {"key-not-unique", Error, "two manifests have the same key"},
    {"name-not-unique", Error, "two manifests have the same name"},
    {"name-case", Warning, "two manifests have names that differ in upper and lower case only"},
    {"definition-not-unique", Error, "two manifests have definitions that mean the same"},
    {"cohort-not-unique", Error, "two manifests have the same partner and cohort_id"},
});
static_assert(kRules.size() == static_cast<std::size_t>(Rule::CohortNotUnique) + 1);

}  // namespace

const RuleText& rule_text(Rule rule) { return kRules[static_cast<std::size_t>(rule)]; }

std::span<const RuleText> all_rules() { return kRules; }

}  // namespace segctl::manifest
