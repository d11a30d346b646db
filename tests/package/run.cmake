# run(COMMAND...): ends with what it printed where it fails; else that is in `out`, what went to the error stream behind it.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE error)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${out}${error}")
  endif()
  set(out "${out}${error}" PARENT_SCOPE)
endfunction()
