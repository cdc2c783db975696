#include "segment/json_order.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace segctl {
namespace {

/// Wide enough to hold every 64-bit integer and every double exactly.
using Exact = long double;
static_assert(std::numeric_limits<Exact>::digits >= 64);

int rank(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return 0;
    case Json::value_t::boolean:
      return 1;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return 2;
    case Json::value_t::string:
      return 3;
    case Json::value_t::array:
      return 4;
    case Json::value_t::object:
      return 5;
    case Json::value_t::binary:
      return 6;
    case Json::value_t::discarded:
      break;
  }
  return 7;
}

Exact exact(const Json& number) {
  if (number.is_number_unsigned()) return Exact(number.get_ref<const Json::number_unsigned_t&>());
  if (number.is_number_integer()) return Exact(number.get_ref<const Json::number_integer_t&>());
  return Exact(number.get_ref<const Json::number_float_t&>());
}

std::strong_ordering compare_numbers(const Json& a, const Json& b) {
  const Exact left = exact(a);
  const Exact right = exact(b);
  if (left < right) return std::strong_ordering::less;
  if (left > right) return std::strong_ordering::greater;
  // Equal, or one is not a number: those come last, equal to each other.
  return std::isnan(left) <=> std::isnan(right);
}

std::strong_ordering compare_arrays(const Json::array_t& a, const Json::array_t& b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const auto order = compare_json(a[i], b[i]); order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::strong_ordering compare_objects(const Json::object_t& a, const Json::object_t& b) {
  auto left = a.begin();
  auto right = b.begin();
  for (; left != a.end() && right != b.end(); ++left, ++right) {
    if (const auto order = left->first.compare(right->first) <=> 0; order != 0) return order;
    if (const auto order = compare_json(left->second, right->second); order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::strong_ordering compare_binary(const Json::binary_t& a, const Json::binary_t& b) {
  if (a.has_subtype() != b.has_subtype()) return a.has_subtype() <=> b.has_subtype();
  if (a.subtype() != b.subtype()) return a.subtype() <=> b.subtype();
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

std::strong_ordering compare_json(const Json& a, const Json& b) {
  const int kind = rank(a);
  if (const auto order = kind <=> rank(b); order != 0) return order;
  switch (kind) {
    case 1:
      return a.get_ref<const bool&>() <=> b.get_ref<const bool&>();
    case 2:
      return compare_numbers(a, b);
    case 3:
      return a.get_ref<const std::string&>().compare(b.get_ref<const std::string&>()) <=> 0;
    case 4:
      return compare_arrays(a.get_ref<const Json::array_t&>(), b.get_ref<const Json::array_t&>());
    case 5:
      return compare_objects(a.get_ref<const Json::object_t&>(),
                             b.get_ref<const Json::object_t&>());
    case 6:
      return compare_binary(a.get_binary(), b.get_binary());
    default:
      return std::strong_ordering::equal;
  }
}

void make_set(Json& list) {
  auto& elements = list.get_ref<Json::array_t&>();
  std::sort(elements.begin(), elements.end(), JsonLess{});
  elements.erase(std::unique(elements.begin(), elements.end(), same_json), elements.end());
}

}  // namespace segctl
