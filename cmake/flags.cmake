# Compiler flags of our own code, in one interface target, `ndrsim_flags`.
add_library(ndrsim_flags INTERFACE)

# No contraction anywhere: a fused multiply-add rounds once where two operations round twice, and
# then gcc, clang and the instruction sets would not give the same bytes.
target_compile_options(ndrsim_flags INTERFACE -ffp-contract=off
  -Wall -Wextra -Wshadow -Wconversion -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes
  -Wno-psabi
  $<$<BOOL:${NDRSIM_WERROR}>:-Werror>)
target_compile_definitions(ndrsim_flags INTERFACE _GNU_SOURCE NDRSIM_INSIDE)

if(NDRSIM_SANITIZE STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(NDRSIM_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread -fno-omit-frame-pointer)
elseif(NDRSIM_SANITIZE)
  message(FATAL_ERROR "NDRSIM_SANITIZE is `${NDRSIM_SANITIZE}`; it may be empty, address or thread.")
endif()
if(NDRSIM_BUILD_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "NDRSIM_BUILD_FUZZ needs clang: configure with the preset `fuzz`.")
  endif()
  # Beyond `undefined`: a float that does not fit its integer, which is where a model goes wrong first.
  set(sanitize -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_compile_options(ndrsim_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(sanitize)
  target_compile_options(ndrsim_flags INTERFACE ${sanitize})
  target_link_options(ndrsim_flags INTERFACE ${sanitize})
endif()

if(NDRSIM_COVERAGE)
  target_compile_options(ndrsim_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(ndrsim_flags INTERFACE --coverage)
endif()
