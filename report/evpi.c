/* What to measure before a choice: sentences first, then each parameter, and several together. */
#include <math.h>
#include <string.h>
#include "report/studies.h"

#define COLUMNS(table) ((int)(sizeof(table) / sizeof *(table)))

enum { TOLD = 3 };

static const ndrsim_evpi_parameter *ranked(const ndrsim_evpi *self, int k) {
  return &self->parameter[self->order[k]];
}

static bool is_certain(const ndrsim_worth *worth) {
  return worth->value > 0 && ndrsim_choice_certain(worth->value, worth->se);
}

/* "12,345 USD (standard error 1,234 USD)" */
static void worth_text(const ndrsim_evpi *self, const ndrsim_worth *worth, char out[224]) {
  char value[96], se[96];
  ndrsim_outcome_amount(&self->outcome, worth->value, value, sizeof value);
  ndrsim_outcome_amount(&self->outcome, worth->se, se, sizeof se);
  snprintf(out, 224, "%s (standard error %s)", value, se);
}

/* --- sentences -------------------------------------------------------------------------------- */

static void say_choice(const ndrsim_evpi *self, ndrsim_section *section) {
  const ndrsim_choice *choice = &self->choice;
  char name[160], value[96], lead[96], se[96];
  ndrsim_outcome_text(&self->outcome, choice->option[choice->best].mean, false, value,
                      sizeof value);
  ndrsim_outcome_amount(&self->outcome, choice->lead, lead, sizeof lead);
  ndrsim_outcome_amount(&self->outcome, choice->lead_se, se, sizeof se);
  double best = 100 * choice->option[choice->best].best;
  if (ndrsim_choice_certain(choice->lead, choice->lead_se))
    ndrsim_section_say(section,
                       "As things are known now take %s: %s of %s on average, %s better than %s "
                       "(standard error %s), and the best in %.0f%% of the simulated futures.",
                       self->label[choice->best], ndrsim_outcome_said(&self->outcome, name), value,
                       lead, self->label[choice->second], se, best);
  else
    ndrsim_section_say(
        section,
        "As things are known now neither is clearly better: %s has %s of %s on average, %s "
        "better than %s with a standard error of %s, and is the best in %.0f%% of the "
        "simulated futures.",
        self->label[choice->best], ndrsim_outcome_said(&self->outcome, name), value, lead,
        self->label[choice->second], se, best);
}

static void say_each(const ndrsim_evpi *self, ndrsim_section *section) {
  char text[224], list[1024] = "";
  int certain = 0;
  for (int k = 0; k < self->n_parameters; k++) {
    const ndrsim_evpi_parameter *parameter = ranked(self, k);
    if (!parameter->varies || !is_certain(&parameter->worth)) continue;
    certain++;
    worth_text(self, &parameter->worth, text);
    size_t used = strlen(list);
    if (certain == 1)
      ndrsim_section_say(section, "Measuring %s before choosing is worth at most %s.",
                         parameter->path, text);
    else if (certain <= 1 + TOLD)
      snprintf(list + used, sizeof list - used, "%s%s, at most %s", certain > 2 ? "; " : "",
               parameter->path, text);
  }
  if (list[0] != '\0') ndrsim_section_say(section, "Next: %s.", list);
  if (certain == 0)
    ndrsim_section_say(
        section,
        "No single parameter is worth measuring before this choice: each of the %d is "
        "worth less than its error (two standard errors).",
        self->n_parameters);
  else if (certain < self->n_parameters)
    ndrsim_section_say(section, "Each of the other %d is worth less than its error.",
                       self->n_parameters - certain);
}

static void say_all(const ndrsim_evpi *self, ndrsim_section *section) {
  char text[224], foresight[224], twice[96];
  ndrsim_outcome_amount(&self->outcome, 2 * self->all.se, twice, sizeof twice);
  ndrsim_worth luck = {self->foresight, self->foresight_se, NAN, 0};
  worth_text(self, &self->all, text);
  worth_text(self, &luck, foresight);
  if (is_certain(&self->all))
    ndrsim_section_say(
        section,
        "Knowing all parameters would be worth %s: no research before this choice can "
        "bring more.",
        text);
  else
    ndrsim_section_say(section,
                       "What knowing all parameters would bring is less than these replicates can "
                       "tell: two standard errors are %s.",
                       twice);
  ndrsim_section_say(
      section,
      "Who foresaw luck and the economy too would gain %s; no measuring of parameters "
      "tells those.",
      foresight);
}

static void say_sets(const ndrsim_evpi *self, ndrsim_section *section) {
  char text[224];
  for (int k = 0; k < self->n_sets; k++) {
    worth_text(self, &self->set[k].worth, text);
    ndrsim_section_say(section, "Measuring %s together is worth at most %s.", self->set[k].text,
                       text);
  }
}

static void say(const ndrsim_evpi *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "summary", "What to measure first");
  if (self->choice.best < 0 || self->choice.second < 0) return;
  say_choice(self, section);
  if (self->foresight == 0) {
    ndrsim_section_say(section,
                       "No other option is better in any simulated future, so there is nothing to "
                       "measure before it.");
    return;
  }
  say_each(self, section);
  say_sets(self, section);
  say_all(self, section);
}

/* --- tables ----------------------------------------------------------------------------------- */

static void put_worth(const ndrsim_evpi *self, ndrsim_table *table, const ndrsim_worth *worth) {
  ndrsim_form form = ndrsim_outcome_amount_form(&self->outcome);
  ndrsim_table_number_as(table, worth->value, form);
  ndrsim_table_number_as(table, worth->se, form);
  ndrsim_table_number_as(table, worth->fitted, form);
}

static void put_parameters(const ndrsim_evpi *self, ndrsim_section *section) {
  const ndrsim_column column[] = {
      {"parameter", "Known", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"worth", "Worth", self->outcome.unit, NDRSIM_FORM_REAL, 0},
      {"worth_se", "(se)", "", NDRSIM_FORM_REAL, 0},
      {"fitted", "As fitted", "", NDRSIM_FORM_REAL, 0},
      {"terms", "Terms", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_HELPER},
  };
  ndrsim_table *table = ndrsim_section_table(
      section, "worth", "What knowing one parameter is worth", column, COLUMNS(column));
  for (int k = 0; k < self->n_parameters; k++) {
    const ndrsim_evpi_parameter *parameter = ranked(self, k);
    ndrsim_table_text(table, parameter->path);
    put_worth(self, table, &parameter->worth);
    ndrsim_table_number(table, parameter->worth.terms);
  }
  ndrsim_table_note(table,
                    "Worth is earned: a rule made from nine tenths of the replicates, judged in "
                    "the last; it errs downwards, and below 0 is 0 within its error. As fitted is "
                    "what the regression on all promises; it errs upwards.");
}

static void put_set(const ndrsim_evpi *self, ndrsim_table *table, const char *kind,
                    const char *text, const ndrsim_worth *worth, double added, double added_se) {
  ndrsim_form form = ndrsim_outcome_amount_form(&self->outcome);
  ndrsim_table_text(table, text);
  ndrsim_table_text(table, kind);
  put_worth(self, table, worth);
  ndrsim_table_number_as(table, added, ndrsim_outcome_form(&self->outcome, true));
  ndrsim_table_number_as(table, added_se, form);
}

static void put_sets(const ndrsim_evpi *self, ndrsim_section *section) {
  const ndrsim_column column[] = {
      {"set", "Known", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"kind", "Kind", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_HELPER},
      {"worth", "Worth", self->outcome.unit, NDRSIM_FORM_REAL, 0},
      {"worth_se", "(se)", "", NDRSIM_FORM_REAL, 0},
      {"fitted", "As fitted", "", NDRSIM_FORM_REAL, 0},
      {"added", "Added", "", NDRSIM_FORM_REAL, 0},
      {"added_se", "(se)", "", NDRSIM_FORM_REAL, 0},
  };
  ndrsim_table *table = ndrsim_section_table(section, "together", "What knowing several is worth",
                                             column, COLUMNS(column));
  for (int k = 0; k < self->n_together; k++) {
    const ndrsim_evpi_set *set = &self->together[k];
    char text[300];
    snprintf(text, sizeof text, "%s%s", k > 0 ? "and " : "", set->text);
    put_set(self, table, "growing", text, &set->worth, set->added, set->added_se);
  }
  for (int k = 0; k < self->n_sets; k++) {
    put_set(self, table, "asked", self->set[k].text, &self->set[k].worth, NAN, NAN);
  }
  put_set(self, table, "all", "all parameters", &self->all, NAN, NAN);
  ndrsim_worth luck = {self->foresight, self->foresight_se, NAN, 0};
  put_set(self, table, "foresight", "and luck, and the economy", &luck, NAN, NAN);
}

static void put_options(const ndrsim_evpi *self, ndrsim_section *section) {
  ndrsim_form form = ndrsim_outcome_form(&self->outcome, false);
  ndrsim_form amount = ndrsim_outcome_amount_form(&self->outcome);
  const ndrsim_column column[] = {
      {"option", "Option", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"mean", "Mean", self->outcome.unit, form, 0},
      {"mean_se", "(se)", "", amount, 0},
      {"p_best", "Is best", "of futures", NDRSIM_FORM_SHARE, 0},
      {"regret", "Regret", "", amount, 0},
      {"lead", "To the best", "", NDRSIM_FORM_REAL, 0},
      {"lead_se", "(se)", "", amount, 0},
  };
  char title[224], name[160];
  snprintf(title, sizeof title, "Options by %s", ndrsim_outcome_said(&self->outcome, name));
  ndrsim_table *table = ndrsim_section_table(section, "options", title, column, COLUMNS(column));
  for (int o = 0; o < self->n_options; o++) {
    const ndrsim_choice_option *option = &self->choice.option[o];
    ndrsim_estimate estimate = ndrsim_section_estimate(section, &self->study, o, 0);
    ndrsim_table_text(table, self->label[o]);
    ndrsim_table_number(table, estimate.mean);
    ndrsim_table_number(table, estimate.se);
    ndrsim_table_number(table, option->best);
    ndrsim_table_number(table, option->regret);
    ndrsim_table_number_as(table, option->lead, ndrsim_outcome_form(&self->outcome, true));
    ndrsim_table_number(table, option->lead_se);
  }
}

void ndrsim_report_evpi(const ndrsim_evpi *self, ndrsim_document *out) {
  say(self, out);
  ndrsim_section *section = ndrsim_document_section(out, "options", "Options");
  put_options(self, section);
  section = ndrsim_document_section(out, "information", "Value of information");
  put_parameters(self, section);
  put_sets(self, section);
  ndrsim_section_figure(
      section, "evpi", "What knowing each parameter before the choice is worth",
      "A bar for each parameter with its standard error, and one for all of them.");
}
