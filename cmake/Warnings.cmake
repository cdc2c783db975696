# Linked PRIVATE by every target of ours, by none of a library's.
add_library(segctl_warnings INTERFACE)
target_compile_options(segctl_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-qual -Wimplicit-fallthrough
  # Not -Wnull-dereference: false positives since g++ 12 (GCC bug 108860).
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
  # g++ 12 finds overlaps inside std::string when it optimises (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-restrict>)
if(SEGCTL_WERROR)
  target_compile_options(segctl_warnings INTERFACE -Werror)
  if(SEGCTL_SANITIZE)
    # g++ 12 warns of uninitialised std::variant/optional storage only when the sanitizers'
    # instrumentation hides the discriminator from it; the plain builds keep the check.
    target_compile_options(segctl_warnings INTERFACE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized>)
  endif()
endif()
