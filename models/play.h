/* Names shared by the mechanisms of the playbook: plays, signals, signs of churn. */
#ifndef NDRSIM_MODELS_PLAY_H
#define NDRSIM_MODELS_PLAY_H

/* Column "play": what runs at an account. */
enum {
  NDRSIM_PLAY_NONE,
  NDRSIM_PLAY_WORKFLOW,
  NDRSIM_PLAY_CAPACITY,
  NDRSIM_PLAY_SEAT,
  NDRSIM_PLAYS
};

/* Column "signals": the six of S0 and S2. */
enum {
  NDRSIM_SIGNAL_WORKFLOWS = 1,
  NDRSIM_SIGNAL_CAP = 2,
  NDRSIM_SIGNAL_COMPLETION = 4,
  NDRSIM_SIGNAL_RETURN = 8,
  NDRSIM_SIGNAL_RUNS = 16,
  NDRSIM_SIGNAL_INQUIRY = 32
};

/* Column "churn_signals". */
enum { NDRSIM_SIGN_DECLINE = 1, NDRSIM_SIGN_HARD_STOP = 2, NDRSIM_SIGN_TRUST = 4 };

/* Column "upgrade_post": what moves the plan besides the cap. */
enum { NDRSIM_UPGRADE_SOLD = 1, NDRSIM_UPGRADE_CONTROLS = 2, NDRSIM_UPGRADE_CONVERTS = 4 };

/* Column "licence_state". */
enum { NDRSIM_LICENCE_USED = 1, NDRSIM_LICENCE_BEYOND = 2 };

/* Tasks are counted in sixteenths, so that products with whole workflows stay whole. */
#define NDRSIM_TASK 16
/* Most tasks per user and workflow in a month: with 100 workflows products still fit 31 bits. */
#define NDRSIM_MOST_TASKS 1.0e6f

#endif
