#pragma once

#include "simulator/json.h"

#include <string>

namespace segctl::simulator {

/// Where an attribute filter stands.
enum class Place { Segment, Event };

/// A definition in one form for all the words that mean the same (API.md, Filters, last paragraph):
/// no defaults, no labels, values and filters in one order, numbers as numbers, one spelling. The
/// form is for comparing only. What is unknown is compared as it is.
[[nodiscard]] Json normal_form(const Json& definition);

/// The same as a digest: equal for definitions that mean the same.
[[nodiscard]] std::string fingerprint(const Json& definition);

/// Whether an attribute filter's `value` is a list: by operator, and for arrays by data type.
[[nodiscard]] bool takes_list(const Json& filter);

}  // namespace segctl::simulator
