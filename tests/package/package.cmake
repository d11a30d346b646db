# cmake -D BUILD=… -D SOURCE=… -D WORK=… -D COMPILER=… -D FLAGS=… -D CCACHE=… -P package.cmake
# Installs the build, moves the installation elsewhere (it must be relocatable), builds tests/package/user against it, and runs that.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/staged)
file(RENAME ${WORK}/staged ${WORK}/installed)
foreach(place bin/credence bin/credenced share/credence/configs/guangdong-2021-2025/catalogue.json share/credence/examples/check_title.cc
        share/man/man1/credence-award.1 share/man/zh_CN/man1/credence.1 share/bash-completion/completions/credence
        share/zsh/vendor-completions/_credence share/fish/vendor_completions.d/credence.fish share/mime/packages/credence.xml)
  if(NOT EXISTS ${WORK}/installed/${place})
    message(FATAL_ERROR "not installed: ${place}")
  endif()
endforeach()
file(GLOB_RECURSE exported ${WORK}/installed/*.cmake)
foreach(file ${exported})
  file(READ ${file} text)
  foreach(leak "${BUILD}" "${SOURCE}" "-Werror" "-Wshadow" "pch")
    string(FIND "${text}" "${leak}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} tells users about ${leak}")
    endif()
  endforeach()
endforeach()

run(${WORK}/installed/bin/credence --version)
set(ENV{CMAKE_CXX_COMPILER_LAUNCHER} ${CCACHE})
run(${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/tests/package/user -B ${WORK}/user -D CMAKE_PREFIX_PATH=${WORK}/installed
    -D CMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/user)
# The installed programs find the installed catalogue: not from here, where the checkout's would be found.
run(${CMAKE_COMMAND} -E chdir / ${WORK}/installed/bin/credence --data ${WORK}/network network init)
run(${WORK}/user/user ${WORK}/network/genesis.json)
message(STATUS "${out}")
