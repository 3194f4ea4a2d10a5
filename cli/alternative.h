/* Alternatives to a scenario, as verbs that choose take them: --with 'NAME: PATH=VALUE;
 * PATH=VALUE'. They and further scenarios are options: models that have seed, horizon and
 * replicates of the first, and labels that tell them apart. */
#ifndef NDRSIM_CLI_ALTERNATIVE_H
#define NDRSIM_CLI_ALTERNATIVE_H

#include "data/source.h"

enum { NDRSIM_ALTERNATIVE_CHANGES = 16 };
typedef char ndrsim_label[160];

typedef struct ndrsim_alternative {
  char *name;  /* as it was given before a colon; "" = none */
  char *piece; /* what was given, cut into changes */
  ndrsim_override change[NDRSIM_ALTERNATIVE_CHANGES]; /* point into it */
  int n;
} ndrsim_alternative;

/* clang-format off */
#define NDRSIM_ROW_WITH(id)                                                                        \
  {id, 0, "with", "PATH=VALUE", NDRSIM_OFFER_PARAMETER, NULL,                                      \
   "an alternative: the first scenario with this change; repeatable",                              \
   "Several changes of one alternative stand between semicolons, and a name may stand before "     \
   "them: --with 'generous: tiers.pro.cap=1500; tiers.pro.price=40'."}
/* clang-format on */

/* Errors: USAGE, MEMORY. To be freed also after a failure. */
ndrsim_status ndrsim_alternative_parse(ndrsim_alternative *self, const char *value,
                                       ndrsim_error *err);
void ndrsim_alternative_free(ndrsim_alternative *self);

/* A model of a source with n more changes, as a partner of `first`; the caller frees it, also after
 * a failure. Errors: those of ndrsim_source_model. */
ndrsim_status ndrsim_option_model(const ndrsim_source *source, const ndrsim_model *first,
                                  const ndrsim_override *more, int n, ndrsim_model *out,
                                  ndrsim_error *err);
/* label[at] of a scenario: its name; where an earlier one has that, its file too. */
void ndrsim_option_label(ndrsim_label *label, int at, const char *name, const char *file);
/* label[at] of the `number`-th alternative: its name, or its change; several changes make none. */
void ndrsim_alternative_label(ndrsim_label *label, int at, const ndrsim_alternative *self,
                              int number);

#endif
