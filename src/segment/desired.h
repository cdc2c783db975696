#pragma once

#include "base/diagnostic.h"
#include "segment/definition.h"
#include "segment/file_terms.h"
#include "segment/names.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace segctl {

/// What a filter manifest wants.
struct DesiredFilter {
  Definition definition;  ///< as written; references by key not yet resolved
  Definition canonical;   ///< canonical(definition)
  DefinitionDigest digest;

  friend bool operator==(const DesiredFilter&, const DesiredFilter&) = default;
};

/// The digest of what it means with every ID of `ids` in the place of its `key:` reference.
[[nodiscard]] DefinitionDigest resolved_digest(const DesiredFilter& filter,
                                               const std::map<Key, SegmentId>& ids);

/// Where the content of a CSV is.
struct CsvSource {
  std::string file_url;  ///< for MoEngage, may be signed: never show it whole; empty: upload `file`
  std::filesystem::path file;   ///< the same content here, absolute; empty where not given
  std::string file_as_written;  ///< `file:` as in the manifest, for showing; empty where not given
  Range place;                  ///< of the one that is read: the file, else the file_url

  friend bool operator==(const CsvSource&, const CsvSource&) = default;
};

/// One entry of `changes:`: applied once, in order, like a migration.
struct FileChange {
  MemberOperation operation = MemberOperation::Add;
  CsvSource source;

  friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// What a file manifest wants.
struct DesiredFile {
  std::string attribute_name;
  AttributeType attribute_type = AttributeType::String;
  int expiry_days = 0;  ///< `expiry_time`: days
  CsvSource source;
  /// The values alone that `source` has more than what was last applied; nothing where not given.
  std::optional<CsvSource> additions;
  /// Empty where none; may have places that are filled in when it is sent (callback_url.h).
  std::string callback_url;
  /// Percent: a file of which MoEngage matches fewer users has failed. Nothing: any is enough.
  std::optional<unsigned> min_match_rate;
  std::vector<std::string> emails;  ///< notified by MoEngage
  std::vector<FileChange> changes;

  friend bool operator==(const DesiredFile&, const DesiredFile&) = default;
};

/// Which payloads of a cohort are sent first, where both are to be sent.
enum class MemberOrder {
  AddFirst,     ///< nobody is missing meanwhile
  RemoveFirst,  ///< `order: remove_first`: nobody is too many meanwhile, as a suppression list asks
};

/// What a cohort manifest wants. Exactly one of `members` and `members_file` is given.
struct DesiredCohort {
  std::string cohort_id;
  std::string partner;
  std::string description;             ///< empty where none
  std::vector<std::string> members;    ///< uids given inline
  std::filesystem::path members_file;  ///< one uid a line, absolute; empty where inline
  MemberOrder order = MemberOrder::AddFirst;
  std::string
      members_as_written{};  ///< `file:` as in the manifest, for showing; empty where inline

  friend bool operator==(const DesiredCohort&, const DesiredCohort&) = default;
};

/// One manifest, read and found valid: a segment as the repo wants it.
struct DesiredSegment {
  Key key;                    ///< defaults to the name
  bool explicit_key = false;  ///< whether the manifest says `key:`
  SegmentName name;
  Activity activity = Activity::Active;
  bool is_protected = false;  ///< `protected: true`: not archived, replaced or emptied, see Safety
  std::variant<DesiredFilter, DesiredFile, DesiredCohort> spec;
  Range place;  ///< of the manifest's `name`
  /// Where each field stands, by its name ("name", "kind", "archived", …), for later diagnostics.
  std::map<std::string, Range> fields;

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(spec.index()); }

  friend bool operator==(const DesiredSegment&, const DesiredSegment&) = default;
};

}  // namespace segctl
