# The boxes of the house: static libraries with one set of flags. Includes are written from the root.
add_library(credence_flags INTERFACE)
target_include_directories(credence_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(credence_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
# No path of this machine in what is compiled: the same bytes from each checkout, which ccache then shares.
target_compile_options(credence_flags INTERFACE -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees uninitialised members in every std::optional<std::string>: false.
  # Without -fpch-preprocess ccache cannot cache a file that uses a precompiled header.
  # Asio's fences are unknown to -fsanitize=thread, which says so; asio orders its handlers by mutexes as well.
  target_compile_options(credence_flags INTERFACE -Wno-maybe-uninitialized -Wno-tsan -fpch-preprocess)
else()
  # libstdc++ 12 itself uses what C++17 deprecated. Without the times of its parts a precompiled header can be cached.
  target_compile_options(credence_flags INTERFACE -Wno-deprecated-declarations "SHELL:-Xclang -fno-pch-timestamp")
endif()

# Precompiled headers, compiled once for all: std_pch for the boxes, test_pch for the tests.
foreach(pch std_pch test_pch)
  add_library(${pch} OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
  target_link_libraries(${pch} PRIVATE credence_flags)
  target_precompile_headers(${pch} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/${pch}.h)
endforeach()
target_compile_options(test_pch PRIVATE ${CREDENCE_TEST_FLAGS})
target_link_libraries(test_pch PRIVATE GTest::gtest GTest::gmock)  # the macros they define must be those of the tests

# credence_box(NAME SOURCES ... LINK ...): one box of the house.
function(credence_box name)
  cmake_parse_arguments(BOX "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${BOX_SOURCES})
  add_library(credence::${name} ALIAS ${name})
  target_link_libraries(${name} PUBLIC $<BUILD_INTERFACE:credence_flags> ${BOX_LINK})
  target_precompile_headers(${name} REUSE_FROM std_pch)
endfunction()

# Boost.Asio and Beast, compiled once: a quarter of the time of each file that uses them.
add_library(credence_asio STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cc)
target_compile_definitions(credence_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(credence_asio PUBLIC OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# credence_together(TARGET): its files are compiled eight at a time, since each reads the same large headers: half the time from nothing.
# The names in their anonymous namespaces must differ. CREDENCE_APART names targets whose files are compiled one by one: ./dev mutate changes
# one file at a time.
function(credence_together target)
  if(target IN_LIST CREDENCE_APART)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()
