#include "scenarios/words.h"

const char *const *ndrsim_annotations(int *n) {
  static const char *const word[] = {"source", "note", "$comment"};
  *n = (int)(sizeof word / sizeof word[0]);
  return word;
}

const char *const *ndrsim_reserved_names(int *n) {
  static const char *const word[] = {"default",    "value",  "dist", "schedule", "per",
                                     "by_segment", "source", "note", "all_tiers"};
  *n = (int)(sizeof word / sizeof word[0]);
  return word;
}
