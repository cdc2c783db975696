# segctl_layer(NAME SOURCES … [USES layers…] [LIBRARIES imported targets…] [APART sources…])
# One layer of ARCHITECTURE.md: a static library whose only include edges are its USES. APART: those
# of SOURCES that have a private name in common with another, so that a build of several files at once
# (preset guard) compiles them alone.
function(segctl_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES;APART" ${ARGN})
  add_library(segctl_${name} STATIC ${ARG_SOURCES})
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(segctl_${name} PUBLIC segctl_${used})
  endforeach()
  target_link_libraries(segctl_${name} PUBLIC segctl_settings ${ARG_LIBRARIES} PRIVATE segctl_warnings)
  target_compile_options(segctl_${name} PRIVATE ${SEGCTL_LAYER_OPTIONS})
  set_source_files_properties(${ARG_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# segctl_unit_test(LAYER SOURCES … [USES more layers…] [APART sources…]): the tests of one layer, one
# ctest entry a case. APART as above.
function(segctl_unit_test layer)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES;APART" ${ARGN})
  set(target unit_${layer})
  add_executable(${target} ${ARG_SOURCES})
  if(TARGET segctl_${layer})
    target_link_libraries(${target} PRIVATE segctl_${layer})
  endif()
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(${target} PRIVATE segctl_${used})
  endforeach()
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE segctl_settings segctl_warnings segctl_doctest_main ${ARG_LIBRARIES})
  target_compile_definitions(${target} PRIVATE SEGCTL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_source_files_properties(${ARG_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  doctest_discover_tests(${target} TEST_PREFIX "${layer}: " PROPERTIES TIMEOUT 300)
endfunction()

# segctl_folders(UNDER names…): enters each of these folders of UNDER. It is an error where one is
# missing, and where another has a CMakeLists.txt and is not named: nothing is left out unseen.
function(segctl_folders under)
  foreach(name IN LISTS ARGN)
    add_subdirectory(${under}/${name})
  endforeach()
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/${under})
  file(GLOB present CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*/CMakeLists.txt)
  list(TRANSFORM present REPLACE "/CMakeLists.txt$" "")
  list(REMOVE_ITEM present ${ARGN})
  if(present)
    message(FATAL_ERROR "${folder} has folders that its list does not name: ${present}")
  endif()
endfunction()
