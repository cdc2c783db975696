#pragma once

namespace segctl {

/// The type of the attribute whose values a CSV holds (`attribute_type`).
enum class AttributeType { String, Double };

/// "string" or "double".
[[nodiscard]] const char* attribute_type_word(AttributeType type);

/// What an entry of `changes:` does with the values of its CSV.
enum class MemberOperation { Add, Remove };

}  // namespace segctl
