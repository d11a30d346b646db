# cmake --install: both programs, the catalogue and the sample, and the client library as a CMake package:
#
#   find_package(credence REQUIRED)
#   target_link_libraries(program PRIVATE credence::client)
#   #include "client/client.h"
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/credence)
set(client_boxes ledger_primitives ledger_codec ledger_chain ledger_domain ledger_views ledger_tree ledger_proof keyfile client_base client)

# Precompiled headers and warnings are the project's own (box.cmake); a user gets C++23 and the headers.
foreach(box ${client_boxes})
  target_include_directories(${box} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/credence>)
  target_compile_features(${box} INTERFACE cxx_std_23)
endforeach()
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME dev)
install(TARGETS ${client_boxes} credence_asio EXPORT credence ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/credence)
install(EXPORT credence NAMESPACE credence:: FILE credence-targets.cmake DESTINATION ${package_dir})
# The headers of these boxes and no others: each has its code behind it.
foreach(folder ledger/primitives ledger/codec ledger/chain ledger/domain ledger/views ledger/tree ledger/proof keys client/base client)
  file(GLOB headers RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${folder}/*.h ${CMAKE_SOURCE_DIR}/${folder}/*.def)
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/credence/${folder})
endforeach()

configure_package_config_file(cmake/credence-config.cmake.in ${CMAKE_BINARY_DIR}/credence-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/credence-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/credence-config.cmake ${CMAKE_BINARY_DIR}/credence-config-version.cmake DESTINATION ${package_dir})

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME runtime)
install(TARGETS credence credenced RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET page)
  install(DIRECTORY ${CMAKE_BINARY_DIR}/share/credence/page DESTINATION ${CMAKE_INSTALL_DATADIR}/credence)
endif()
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/credence PATTERN system EXCLUDE)
install(FILES client/examples/record_grant.cc client/examples/check_title.cc client/examples/audit_year.cc client/examples/example.h
        DESTINATION ${CMAKE_INSTALL_DATADIR}/credence/examples COMPONENT dev)
install(FILES README.md README.zh.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES configs/system/credenced.service DESTINATION lib/systemd/system)
install(FILES configs/system/credence.sysusers DESTINATION lib/sysusers.d RENAME credence.conf)
install(FILES cmake/credence.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)

# What shells and man(1) read is made by the program itself, from its commands.
install(CODE "
  set(program \"${CMAKE_BINARY_DIR}/bin/credence\")
  set(share \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}\")
  execute_process(COMMAND \${program} --lang en manual --folder \${share}/man/man1 COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
  execute_process(COMMAND \${program} --lang zh manual --folder \${share}/man/zh_CN/man1 COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
  foreach(shell bash zsh fish)
    execute_process(COMMAND \${program} --lang en completion \${shell} OUTPUT_VARIABLE script COMMAND_ERROR_IS_FATAL ANY)
    set(file_bash bash-completion/completions/credence)
    set(file_zsh zsh/vendor-completions/_credence)
    set(file_fish fish/vendor_completions.d/credence.fish)
    file(WRITE \${share}/\${file_\${shell}} \"\${script}\")
  endforeach()
")
