# Paths below tests/. See tests/CMakeLists.txt.
set(NDRSIM_LABEL_threads
  api/test_two_threads.c
  sim/test_threads.c
)
set(NDRSIM_LABEL_core
  ledger/test_attribute.c
  models/test_catalogue.c
  scenarios/test_load.c
  scenarios/test_override.c
  sim/test_philox.c
  sim/test_threads.c
)
