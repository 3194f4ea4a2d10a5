/* Stresses: named sets of changes to a scenario, each a thing that may go wrong. They stand in JSON
 * files like scenarios and are read and checked like them; docs/scenario-format.md describes the
 * form. What ships is stresses/library.json.
 *
 * A stress has a severity s. What can be scaled is: a factor x becomes 1 + (x - 1) s, an amount x
 * becomes x s, a value is approached by the share s of the way, and a downturn lasts s times as
 * long. Switches, choices and list prices that are set cannot stand half-way: they change at any
 * severity above 0. */
#ifndef NDRSIM_SCENARIOS_STRESS_H
#define NDRSIM_SCENARIOS_STRESS_H

#include "scenarios/scenario.h"

enum { NDRSIM_STRESS_CHANGES = 16, NDRSIM_STRESS_MOST = 64 };

typedef enum ndrsim_stress_how {
  NDRSIM_STRESS_TO,    /* the value becomes `text` */
  NDRSIM_STRESS_TIMES, /* ... is multiplied by `number` */
  NDRSIM_STRESS_PLUS,  /* `number` is added to it */
  NDRSIM_STRESS_TOP    /* what the share `number` of the customers pay at least in the month before;
                          to be made a value by ndrsim_stress_settle before it is used */
} ndrsim_stress_how;

typedef struct ndrsim_stress_change {
  char path[128]; /* "churn.base", "tiers.*.price": all tiers that there are */
  const ndrsim_param_def *def;
  ndrsim_stress_how how;
  bool whole_run; /* a value for the whole run, as by --set; else from month `from` on */
  bool settled;   /* TO, and was TOP */
  double number;  /* in the JSON's unit; TO of a switch or a choice: NAN */
  char text[80];  /* TO: the value as JSON */
} ndrsim_stress_change;

typedef struct ndrsim_stress {
  char name[NDRSIM_NAME]; /* "workflow-stall" */
  char title[100];        /* "Workflow discovery stalls" */
  char what[600];         /* what happens, in words */
  char source[200];
  bool anti_pattern; /* something that a company does wrong, not something that happens to it */
  int from;          /* [months] first month in which it acts */
  int months;        /* [months] for which it acts; 0 = for good */
  int ramp;          /* [months] */
  bool downturn;     /* the macro regime of these months is forced */
  bool adds;         /* brings its mechanism along: a scenario need not have it */
  int n_changes;
  ndrsim_stress_change change[NDRSIM_STRESS_CHANGES];
} ndrsim_stress;

typedef struct ndrsim_stress_list {
  int n;
  ndrsim_stress *stress;
} ndrsim_stress_list;

void ndrsim_stress_list_init(ndrsim_stress_list *self);
void ndrsim_stress_list_free(ndrsim_stress_list *self); /* safe after a failure and twice */
/* Reads a list, or one stress, and appends. `name` is for messages. Errors: INPUT with line, path,
 * expected and found; LIMIT; MEMORY. What was there before stays. */
ndrsim_status ndrsim_stress_list_parse(ndrsim_stress_list *self, const ndrsim_catalogue *catalogue,
                                       const char *text, size_t size, const char *name,
                                       ndrsim_error *err);
/* Index, or -1. */
int ndrsim_stress_list_find(const ndrsim_stress_list *self, const char *name);

/* The share of customers whose amount it asks for, or 0. */
double ndrsim_stress_top(const ndrsim_stress *self);
/* Puts the amount [cents] in its place. */
void ndrsim_stress_settle(ndrsim_stress *self, int64_t cents);

/* --- in a scenario -----------------------------------------------------------------------------
 */

/* Whether the scenario has anything that the stress changes: mechanisms may be missing. */
bool ndrsim_stress_applies(const ndrsim_stress *self, const ndrsim_model *model);
/* Whether there is anything between not at all and in full. */
bool ndrsim_stress_scales(const ndrsim_stress *self, const ndrsim_model *model);
/* The severity beyond which nothing changes any more: a factor that has reached 0, a value that is
 * reached, a downturn as long as the run. INFINITY = there is none. */
double ndrsim_stress_most(const ndrsim_stress *self, const ndrsim_model *model);

/* Texts that a user could type after --set. */
typedef struct ndrsim_stress_texts {
  int n;
  char **text;
  int initiatives; /* in the scenario, with those that were added */
} ndrsim_stress_texts;

void ndrsim_stress_texts_init(ndrsim_stress_texts *self, const ndrsim_model *model);
void ndrsim_stress_texts_free(ndrsim_stress_texts *self);
/* Appends what the stress at this severity comes to in the model's scenario; at 0 nothing. `late`:
 * months by which it begins later than its file says. Errors: MEMORY, LIMIT. */
ndrsim_status ndrsim_stress_texts_add(ndrsim_stress_texts *self, const ndrsim_stress *stress,
                                      const ndrsim_model *model, double severity, int late,
                                      ndrsim_error *err);

/* "workflow.explore x 0.4, playbook.push_adopted x 0.4", of what the scenario has. */
void ndrsim_stress_words(const ndrsim_stress *self, const ndrsim_model *model, double severity,
                         char *out, size_t size);
/* One change of it at this severity in words: "x 0.4", "+ 0.02", "to 30% of the way". */
void ndrsim_stress_change_words(const ndrsim_stress_change *self, double severity, char *out,
                                size_t size);
/* Whether a path with '*' stands for this one. */
bool ndrsim_stress_matches(const char *pattern, const char *path);

#endif
