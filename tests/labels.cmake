# Paths below tests/. See tests/CMakeLists.txt.
set(NDRSIM_LABEL_threads
)
set(NDRSIM_LABEL_core
)
