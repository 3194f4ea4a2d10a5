/* What an outcome hangs on, in sentences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/studies.h"

enum { LAST = NDRSIM_TWO_WAY_LEVELS - 1, TOLD = 3 };

/* "0.0508 (its P10)", "900 (10% less)" */
static void value_text(const ndrsim_factor *factor, int level, char out[64]) {
  char value[32];
  bool low = level == 0;
  snprintf(out, 64, "%s (%s)", ndrsim_factor_text(factor->level[level], value),
           factor->draw >= 0 ? (low ? "its P10" : "its P90") : (low ? "10% less" : "10% more"));
}

static void say_first(const ndrsim_sensitivity *self, int outcome, const ndrsim_tornado_bar *bar,
                      ndrsim_section *section) {
  const ndrsim_outcome *of = &self->outcome[outcome];
  const ndrsim_factor *factor = &self->factor[bar->factor];
  char low[96], high[96], swing[96], se[96], value[2][64];
  ndrsim_outcome_text(of, bar->low.mean, false, low, sizeof low);
  ndrsim_outcome_text(of, bar->high.mean, false, high, sizeof high);
  ndrsim_outcome_amount(of, bar->swing.mean, swing, sizeof swing);
  ndrsim_outcome_amount(of, bar->swing.se, se, sizeof se);
  value_text(factor, 0, value[0]);
  value_text(factor, LAST, value[1]);
  ndrsim_section_say(
      section,
      "%s hangs most on %s: %s with it at %s, %s at %s. That is a swing of %s (standard "
      "error %s).",
      of->label, factor->path, low, value[0], high, value[1], swing, se);
}

static void say_next(const ndrsim_sensitivity *self, int outcome, const ndrsim_tornado_bar *bar,
                     ndrsim_section *section) {
  const ndrsim_outcome *of = &self->outcome[outcome];
  char list[1024] = "";
  int told = 0, uncertain = 0;
  for (int k = 0; k < self->n_factors; k++) {
    bool certain = ndrsim_choice_certain(bar[k].swing.mean, bar[k].swing.se);
    uncertain += !certain;
    if (k == 0 || !certain || told == TOLD) continue;
    char swing[96];
    size_t used = strlen(list);
    ndrsim_outcome_amount(of, bar[k].swing.mean, swing, sizeof swing);
    snprintf(list + used, sizeof list - used, "%s%s (%s)", told > 0 ? ", " : "",
             self->factor[bar[k].factor].path, swing);
    told++;
  }
  if (told > 0) ndrsim_section_say(section, "Next: %s.", list);
  if (uncertain > 0)
    ndrsim_section_say(section,
                       "%d of %d move it by less than these replicates can tell (two "
                       "standard errors).",
                       uncertain, self->n_factors);
}

static void say_tornado(const ndrsim_sensitivity *self, ndrsim_section *section) {
  ndrsim_tornado_bar *bar = calloc((size_t)self->n_factors, sizeof *bar);
  for (int k = 0; k < self->n_outcomes; k++) {
    if (bar == NULL || ndrsim_sensitivity_tornado(self, k, bar) != NDRSIM_OK) {
      ndrsim_section_fail(section);
      break;
    }
    if (!bar[0].swing.valid) {
      ndrsim_section_say(section, "There is no value of %s in some replicates.",
                         self->outcome[k].label);
    } else if (!ndrsim_choice_certain(bar[0].swing.mean, bar[0].swing.se)) {
      ndrsim_section_say(section, "No parameter moves %s by more than these replicates can tell.",
                         self->outcome[k].label);
    } else {
      say_first(self, k, &bar[0], section);
      say_next(self, k, bar, section);
    }
  }
  free(bar);
}

static void say_elasticity(const ndrsim_sensitivity *self, ndrsim_section *section) {
  int best = -1;
  ndrsim_elasticity most = {0, NAN};
  for (int f = 0; f < self->n_factors; f++) {
    ndrsim_elasticity one = ndrsim_sensitivity_elasticity(self, f, self->n_outcomes);
    if (!(fabs(one.value) > fabs(most.value))) continue;
    most = one;
    best = f;
  }
  if (best < 0 || !ndrsim_choice_certain(most.value, most.se)) {
    ndrsim_section_say(section, "No elasticity of %s is larger than its error.",
                       ndrsim_sensitivity_elastic(self, 0)->label);
    return;
  }
  ndrsim_section_say(
      section,
      "Per cent for per cent %s answers most to %s: 1%% more of it makes NDR %.2f%% %s "
      "(standard error %.2f).",
      ndrsim_sensitivity_elastic(self, 0)->label, self->factor[best].path, fabs(most.value),
      most.value < 0 ? "less" : "more", most.se);
}

static void say_pair(const ndrsim_sensitivity *self, ndrsim_section *section) {
  const ndrsim_factor *a = &self->factor[self->pair[0]], *b = &self->factor[self->pair[1]];
  for (int k = 0; k < self->n_outcomes; k++) {
    const ndrsim_outcome *of = &self->outcome[k];
    ndrsim_estimate low, high, more;
    char text[4][96], name[160];
    if (ndrsim_sensitivity_cell(self, k, 0, 0, &low) != NDRSIM_OK ||
        ndrsim_sensitivity_cell(self, k, LAST, LAST, &high) != NDRSIM_OK ||
        ndrsim_sensitivity_interplay(self, k, &more) != NDRSIM_OK) {
      ndrsim_section_fail(section);
      return;
    }
    if (!low.valid || !high.valid || !more.valid) continue;
    ndrsim_outcome_text(of, low.mean, false, text[0], sizeof text[0]);
    ndrsim_outcome_text(of, high.mean, false, text[1], sizeof text[1]);
    ndrsim_outcome_amount(of, more.mean, text[2], sizeof text[2]);
    ndrsim_outcome_amount(of, more.se, text[3], sizeof text[3]);
    if (ndrsim_choice_certain(more.mean, more.se))
      ndrsim_section_say(
          section,
          "With both %s and %s low %s is %s, with both high %s: %s %s (standard error "
          "%s) than what each does alone, added up.",
          a->path, b->path, ndrsim_outcome_said(of, name), text[0], text[1], text[2],
          more.mean < 0 ? "less" : "more", text[3]);
    else
      ndrsim_section_say(
          section,
          "With both %s and %s low %s is %s, with both high %s, which is what each does "
          "alone, added up (within %s).",
          a->path, b->path, ndrsim_outcome_said(of, name), text[0], text[1], text[3]);
  }
}

static void say_shares(const ndrsim_sensitivity *self, int outcome, ndrsim_section *section) {
  const ndrsim_sobol *sobol = &self->sobol[outcome];
  char list[1024] = "";
  int *order = calloc((size_t)self->n_drawn, sizeof *order), told = 0;
  double *key = calloc((size_t)self->n_drawn, sizeof *key);
  for (int f = 0; order != NULL && key != NULL && f < self->n_drawn; f++) {
    key[f] = sobol->total[f].value;
  }
  if (order != NULL && key != NULL) ndrsim_sensitivity_rank(key, self->n_drawn, order);
  for (int k = 0; order != NULL && key != NULL && k < self->n_drawn && told < TOLD; k++) {
    const ndrsim_sobol_index *total = &sobol->total[order[k]];
    size_t used = strlen(list);
    if (total->low <= 0) continue;
    snprintf(list + used, sizeof list - used, "%s%s %.0f%% (%.0f to %.0f)", told > 0 ? ", " : "",
             self->factor[order[k]].path, 100 * total->value, 100 * total->low, 100 * total->high);
    told++;
  }
  if (order == NULL || key == NULL) ndrsim_section_fail(section);
  free(order);
  free(key);
  if (told > 0) ndrsim_section_say(section, "Of that come from %s.", list);
  const ndrsim_sobol_index *sum = &sobol->additive;
  ndrsim_section_say(section, "Parameters one by one make %.0f%% of it (%.0f to %.0f)%s.",
                     100 * sum->value, 100 * sum->low, 100 * sum->high,
                     sum->high < 1    ? "; the rest they make together"
                     : sum->low > 0.9 ? ": they hardly act through each other"
                                      : ", which may be all of it");
}

static void say_sobol(const ndrsim_sensitivity *self, ndrsim_section *section) {
  for (int k = 0; k < self->n_outcomes; k++) {
    const ndrsim_sobol *sobol = &self->sobol[k];
    const char *label = self->outcome[k].label;
    if (!sobol->valid) {
      ndrsim_section_say(
          section,
          sobol->complete ? "These %d points cannot tell what parameters make of the variance of "
                            "%s: there is hardly anything in it but luck, or there are too few."
                          : "At some of the %d points there is no value of %s.",
          self->points, label);
      continue;
    }
    ndrsim_section_say(section,
                       "%.0f%% (95%% interval %.0f to %.0f) of the variance of %s is there because "
                       "parameters are not known; the rest is luck and the economy, and stays.",
                       100 * sobol->known.value, 100 * sobol->known.low,
                       100 * fmin(sobol->known.high, 1), label);
    say_shares(self, k, section);
  }
}

static void say_effects(const ndrsim_sensitivity *self, int outcome, ndrsim_section *section) {
  const ndrsim_shapley *shapley = &self->shapley[outcome];
  char list[1024] = "", name[160];
  int *order = calloc((size_t)self->n_drawn, sizeof *order), told = 0;
  double *key = calloc((size_t)self->n_drawn, sizeof *key);
  if (order == NULL || key == NULL) ndrsim_section_fail(section);
  for (int f = 0; order != NULL && key != NULL && f < self->n_drawn; f++) {
    key[f] = shapley->effect[f].share;
  }
  if (order != NULL && key != NULL) ndrsim_sensitivity_rank(key, self->n_drawn, order);
  for (int k = 0; order != NULL && key != NULL && k < self->n_drawn && told < TOLD; k++) {
    const ndrsim_shapley_effect *effect = &shapley->effect[order[k]];
    size_t used = strlen(list);
    if (!ndrsim_choice_certain(effect->share, effect->share_se)) continue;
    snprintf(list + used, sizeof list - used, "%s%s %.0f%% (standard error %.0f)",
             told > 0 ? ", " : "", self->factor[order[k]].path, 100 * effect->share,
             100 * effect->share_se);
    told++;
  }
  free(order);
  free(key);
  ndrsim_outcome_said(&self->outcome[outcome], name);
  if (told > 0)
    ndrsim_section_say(
        section,
        "Shared out evenly where parameters are correlated or act together, what they "
        "make of the variance of %s comes from %s.",
        name, list);
  else
    ndrsim_section_say(
        section, "No parameter's share in the variance of %s is larger than its error.", name);
}

static void say_shapley(const ndrsim_sensitivity *self, ndrsim_section *section) {
  for (int k = 0; k < self->n_outcomes; k++) {
    char name[160];
    if (self->shapley[k].valid)
      say_effects(self, k, section);
    else
      ndrsim_section_say(section, "There is no value of %s in some replicates.",
                         ndrsim_outcome_said(&self->outcome[k], name));
  }
}

void ndrsim_sensitivity_say(const ndrsim_sensitivity *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "summary", "What it hangs on");
  if (self->methods & NDRSIM_METHOD_TORNADO) say_tornado(self, section);
  if (self->methods & NDRSIM_METHOD_ELASTICITY) say_elasticity(self, section);
  if (self->methods & NDRSIM_METHOD_TWO_WAY) say_pair(self, section);
  if (self->methods & NDRSIM_METHOD_SOBOL) say_sobol(self, section);
  if (self->methods & NDRSIM_METHOD_SHAPLEY) say_shapley(self, section);
}
