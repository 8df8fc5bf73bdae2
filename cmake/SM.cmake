# The few functions that make adding a library, dialect, tool or test one line.

if(SM_SANITIZE)
  # libMLIR is not instrumented, so container-overflow checks would misfire.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr
    -fno-omit-frame-pointer -fno-sanitize-recover=undefined
    $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
  add_link_options(-fsanitize=address,undefined)
endif()

if(SM_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "SM_FUZZ needs clang's libFuzzer")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# The rpath: Debian's LLVM library folder is not on the loader's path.
set(CMAKE_INSTALL_RPATH ${LLVM_LIBRARY_DIR})

# sm_add_library(<name> [MLIR] [LINK <target>...] [DEPENDS <target>...])
#   One folder, one library: every .cpp file of the current folder.
#   MLIR marks a library that includes MLIR headers.
function(sm_add_library name)
  cmake_parse_arguments(ARG "MLIR" "" "LINK;DEPENDS;SOURCES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${name} STATIC ${sources} ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  if(ARG_MLIR)
    target_link_libraries(${name} PUBLIC MLIR LLVM)
    if(SM_USE_PCH)
      target_precompile_headers(${name} REUSE_FROM SMPrecompiledMLIR)
    endif()
  endif()
endfunction()

# sm_tablegen(<target> <file.td> {<output> <generator flags>}...)
#   Runs mlir-tblgen; the output lands in the build tree's mirror of this folder.
function(sm_tablegen target td)
  set(LLVM_TARGET_DEFINITIONS ${td})
  # By number: ARGN would tear lists of flags apart.
  math(EXPR last "${ARGC} - 1")
  foreach(output RANGE 2 ${last} 2)
    math(EXPR flags "${output} + 1")
    mlir_tablegen(${ARGV${output}} ${ARGV${flags}} -I${CMAKE_SOURCE_DIR})
  endforeach()
  add_public_tablegen_target(${target})
endfunction()

# sm_add_tool(<name> LINK <target>...): one main, one screen.
function(sm_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
endfunction()

# sm_add_unittest(<name> LINK <target>...): the GoogleTests of this folder.
function(sm_add_unittest name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest_main GTest::gmock)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test-bin)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "SM_MODELS=${SM_MODELS};SM_GOLDENS=${SM_GOLDENS}")
endfunction()

if(SM_USE_PCH)
  # A new date would compile everything again at each configuration.
  if(NOT EXISTS ${CMAKE_BINARY_DIR}/precompiled.cpp)
    file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp "")
  endif()
  add_library(SMPrecompiledMLIR OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  # MLIR's own headers only: generated headers carry no include guards.
  target_precompile_headers(SMPrecompiledMLIR PRIVATE
    <mlir/IR/Builders.h> <mlir/IR/BuiltinOps.h> <mlir/IR/BuiltinTypes.h>
    <mlir/IR/DialectImplementation.h> <mlir/IR/OpImplementation.h>
    <mlir/IR/PatternMatch.h> <mlir/IR/SymbolTable.h> <mlir/Pass/Pass.h>
    <mlir/Interfaces/SideEffectInterfaces.h> <mlir/Dialect/Func/IR/FuncOps.h>
    <mlir/Transforms/GreedyPatternRewriteDriver.h>)
endif()
