#pragma once

#include "segment/json.h"

#include <initializer_list>
#include <string>
#include <string_view>

/// The small rewritings that canonical() is made of: single members and values.
namespace segctl::canon {

/// The member `key` of `object`, or null where it has none or is no object.
[[nodiscard]] Json* find(Json& object, const char* key);

/// A JSON boolean. Not bool: a string literal would rather become that than a string_view.
enum class Truth : bool { No, Yes };

/// Whether `object` has a member `key` that is the string `text`.
[[nodiscard]] bool says(const Json& object, const char* key, std::string_view text);

/// Whether `object` has a member `key` that is `value`.
[[nodiscard]] bool says(const Json& object, const char* key, Truth value);

/// Drops those members of `object` that are null: the same as absent.
void drop_nulls(Json& object, std::initializer_list<const char*> keys);

/// Drops `key` where it says what its absence says.
void drop_default(Json& object, const char* key, const Json& fallback);

/// Writes down what the absence of `key` says.
void fill_default(Json& object, const char* key, const Json& fallback);

/// Integral floats become integers, everywhere below `tree`.
void settle_numbers(Json& tree);

/// "30" becomes 30. Nothing else changes: not "030", "+30", "30 ", nor what 64 bits can't hold.
void integer_from_text(Json& value);

/// "30" becomes 30 and "2.50" 2.5: decimals of up to 17 significant digits, which a double keeps.
void number_from_text(Json& value);

/// 30 becomes "30".
void text_from_integer(Json& value);

/// "30" becomes 30; an ISO time gets three digits of milliseconds or more, and a Z.
void settle_time(Json& value);

/// Applies `settle` to the member `key` of `object`: to each element where it is a list.
void settle_member(Json& object, const char* key, void (*settle)(Json&));

}  // namespace segctl::canon
