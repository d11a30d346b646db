# credence_box(NAME SOURCES ... LINK ...): one box of the house, a static library; includes are written from the root.
add_library(credence_flags INTERFACE)
target_include_directories(credence_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(credence_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees uninitialised members in every std::optional<std::string>: false.
  target_compile_options(credence_flags INTERFACE -Wno-maybe-uninitialized)
endif()

function(credence_box name)
  cmake_parse_arguments(BOX "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${BOX_SOURCES})
  target_link_libraries(${name} PUBLIC credence_flags ${BOX_LINK})
  add_library(credence::${name} ALIAS ${name})
  target_precompile_headers(${name} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${CMAKE_SOURCE_DIR}/cmake/std_pch.h>")
endfunction()
