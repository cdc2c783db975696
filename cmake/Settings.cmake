# What every target of ours is compiled with.
add_library(segctl_settings INTERFACE)
target_compile_features(segctl_settings INTERFACE cxx_std_20)
target_include_directories(segctl_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

if(SEGCTL_SANITIZE)
  target_compile_options(segctl_settings INTERFACE
    -fsanitize=${SEGCTL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -fno-pie)
  # Not position-independent: the sanitizers' tables have millions of relocations, which the loader would
  # work off at each start, and the end-to-end tests start segctl thousands of times.
  target_link_options(segctl_settings INTERFACE -fsanitize=${SEGCTL_SANITIZE} -no-pie)
endif()

# The instants at which tests kill the process or let the disk fail (base/fail_point.h): not in what
# users run.
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  option(SEGCTL_FAIL_POINTS "Fail points for tests" OFF)
else()
  option(SEGCTL_FAIL_POINTS "Fail points for tests" ON)
endif()
