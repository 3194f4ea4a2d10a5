/* Words of the scenario format that more than one reader needs. */
#ifndef NDRSIM_SCENARIOS_WORDS_H
#define NDRSIM_SCENARIOS_WORDS_H

#define NDRSIM_LONGEST_NAME                                                                        \
  31 /* of a segment or tier [bytes]: full paths must fit their buffers                            \
      */

/* Members that any object may have beside its own, strings for readers: "source", "note", ... */
const char *const *ndrsim_annotations(int *n);

/* Words that have a meaning where the name of a segment or tier may stand. */
const char *const *ndrsim_reserved_names(int *n);

#endif
