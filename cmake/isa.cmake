# One compilation for each instruction set; the program chooses among them when it starts.
#
# Everything such a file includes is `static inline`, and link-time optimisation is off, so that no
# function compiled for a wide processor can be chosen by the linker to serve a narrow one.

# Rows: name, vector lanes, flags.
set(NDRSIM_ISAS portable)
set(NDRSIM_ISA_WIDTH_portable 4)
set(NDRSIM_ISA_FLAGS_portable "")
set(NDRSIM_ISA_DEFINITIONS "")

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  check_c_compiler_flag("-mavx2" NDRSIM_COMPILER_AVX2)
  check_c_compiler_flag("-mavx512f -mavx512dq -mavx512bw -mavx512vl" NDRSIM_COMPILER_AVX512)
  if(NDRSIM_COMPILER_AVX2)
    list(APPEND NDRSIM_ISAS avx2)
    list(APPEND NDRSIM_ISA_DEFINITIONS NDRSIM_HAVE_AVX2=1)
    set(NDRSIM_ISA_WIDTH_avx2 8)
    set(NDRSIM_ISA_FLAGS_avx2 -mavx2)
  endif()
  if(NDRSIM_COMPILER_AVX512)
    list(APPEND NDRSIM_ISAS avx512)
    list(APPEND NDRSIM_ISA_DEFINITIONS NDRSIM_HAVE_AVX512=1)
    set(NDRSIM_ISA_WIDTH_avx512 16)
    set(NDRSIM_ISA_FLAGS_avx512 -mavx512f -mavx512dq -mavx512bw -mavx512vl)
  endif()
endif()

# ndrsim_isa_objects(OUT PREFIX SOURCES): compiles SOURCES once per instruction set as object
# libraries PREFIX_<isa> and puts their objects in OUT (empty when there are no sources).
function(ndrsim_isa_objects out prefix sources)
  set(objects "")
  if(sources)
    foreach(isa IN LISTS NDRSIM_ISAS)
      set(target ${prefix}_${isa})
      add_library(${target} OBJECT ${sources})
      target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
      target_compile_definitions(${target} PRIVATE
        NDRSIM_ISA=${isa} NDRSIM_WIDTH=${NDRSIM_ISA_WIDTH_${isa}})
      target_compile_options(${target} PRIVATE ${NDRSIM_ISA_FLAGS_${isa}} $<$<CONFIG:Release>:-O3>)
      target_link_libraries(${target} PRIVATE ndrsim_flags ndrsim_dependencies)
      set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
      list(APPEND objects $<TARGET_OBJECTS:${target}>)
    endforeach()
  endif()
  set(${out} "${objects}" PARENT_SCOPE)
endfunction()

# ndrsim_traced_objects(OUT PREFIX SOURCES): compiles SOURCES once more, for any processor, with the
# recorder of sim/trace.h in them (NDRSIM_TRACED): what `replay` runs. The others hold nothing of it.
function(ndrsim_traced_objects out prefix sources)
  set(${out} "" PARENT_SCOPE)
  if(sources)
    set(target ${prefix}_traced)
    add_library(${target} OBJECT ${sources})
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
    target_compile_definitions(${target} PRIVATE NDRSIM_ISA=traced NDRSIM_TRACED=1
      NDRSIM_WIDTH=${NDRSIM_ISA_WIDTH_portable})
    target_compile_options(${target} PRIVATE ${NDRSIM_ISA_FLAGS_portable})
    target_link_libraries(${target} PRIVATE ndrsim_flags ndrsim_dependencies)
    set(${out} $<TARGET_OBJECTS:${target}> PARENT_SCOPE)
  endif()
endfunction()
