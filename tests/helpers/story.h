/* A story: accounts whose months are written down in a table go through the real engine, so that
 * numbers worked by hand can be compared. List prices: 10.00 a seat on tier 0, 25.00 on tier 1. */
#ifndef NDRSIM_TESTS_STORY_H
#define NDRSIM_TESTS_STORY_H

#include "sim/engine.h"
#include "sim/record.h"

enum { STORY_ACCOUNTS = 4, STORY_SCENES = 6 };

/* From this month on the account is like this; the last scene that has begun holds. 0 seats: it is
 * no customer. A scene of all zeros ends the list. */
typedef struct story_scene {
  int from, seats, tier, workflows;
} story_scene;

typedef struct story {
  int months, accounts;
  story_scene scene[STORY_ACCOUNTS][STORY_SCENES]; /* the first from month 0 */
} story;

typedef struct story_run {
  ndrsim_model model;
  ndrsim_layout layout;
  int64_t *record;
} story_run;

/* Plays it; 0, or a failed test. One at a time, and the story must live as long. */
int story_play(story_run *self, const story *told);
void story_end(story_run *self);

#endif
