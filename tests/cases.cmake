# PROGRAMS: GoogleTest programs, each of which must have a case.
foreach(program ${PROGRAMS})
  execute_process(COMMAND ${program} --gtest_list_tests OUTPUT_VARIABLE cases COMMAND_ERROR_IS_FATAL ANY)
  if(NOT cases MATCHES "\n  [A-Za-z]")
    message(SEND_ERROR "${program} has no case")
  endif()
endforeach()
