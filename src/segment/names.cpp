#include "segment/names.h"

#include "segment/file_terms.h"

namespace segctl {

const char* kind_word(Kind kind) {
  switch (kind) {
    case Kind::Filter:
      return "filter";
    case Kind::File:
      return "file";
    case Kind::Cohort:
      return "cohort";
  }
  return "";
}

const char* attribute_type_word(AttributeType type) {
  return type == AttributeType::Double ? "double" : "string";
}

}  // namespace segctl
