#include "report/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/json_out.h"
#include "report/number.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

#define WIDTH 80
#define TEXT 640

/* The fields of an explanation as texts; "" = nothing to say. */
typedef struct facts {
  char unit[TEXT], definition[TEXT], formula[TEXT], where[TEXT], reading[TEXT];
  const char *also, *convention;
} facts;

/* --- metrics say what their table says ------------------------------------------------------- */

static void append(char *out, const char *text) {
  size_t used = strlen(out);
  snprintf(out + used, TEXT - used, "%s", text);
}

/* "plays_won since month 0" */
static void counter_name(const char *name, char *out) {
  append(out, name[0] == '+' ? name + 1 : name);
  if (name[0] == '+') append(out, " since month 0");
}

/* "; seats: seats of customers" */
static void counter_doc(const ndrsim_catalogue *catalogue, const char *name, char *out) {
  const ndrsim_counter_def *counter = ndrsim_glossary_counter(catalogue, name);
  if (counter == NULL) return;
  append(out, "; ");
  append(out, counter->name);
  append(out, ": ");
  append(out, counter->doc);
}

/* A scale above 1 is part of the definition (12 months); one below turns the counter's own unit
 * (hundredths, sixteenths) into the metric's. */
static void metric_formula(const ndrsim_catalogue *catalogue, const ndrsim_metric_def *metric,
                           char *out) {
  char factor[48] = "";
  if (metric->formula != NULL) {
    append(out, metric->formula);
    return;
  }
  double scale = metric->scale > 1 ? metric->scale : 1;
  if (metric->format == NDRSIM_FORMAT_PERCENT) scale *= 100;
  if (scale > 1) snprintf(factor, sizeof factor, "%.10g x ", scale);
  append(out, factor);
  counter_name(metric->numerator, out);
  if (metric->denominator != NULL) {
    append(out, " / ");
    counter_name(metric->denominator, out);
  }
  counter_doc(catalogue, metric->numerator, out);
  counter_doc(catalogue, metric->denominator, out);
}

static void metric_where(const ndrsim_metric_def *metric, char *out) {
  const char *name = metric->name;
  if (metric->kind == NDRSIM_METRIC_ABSENT) {
    snprintf(out, TEXT, "metrics.csv: rows with metric = %s, without values", name);
    return;
  }
  snprintf(out, TEXT,
           "series.csv: rows with metric = %s, by month\n"
           "metrics.csv: rows with metric = %s, at months 0, 12, 24, 36\n"
           "summary.json: metrics.%s.months[]",
           name, name, name);
}

static void metric_reading(const ndrsim_explanation *what, char *out) {
  const ndrsim_metric_def *metric = what->metric;
  if (metric == NULL) return;
  const char *value = metric->format == NDRSIM_FORMAT_MONEY     ? "118,400"
                      : metric->format == NDRSIM_FORMAT_PERCENT ? "37"
                      : metric->format == NDRSIM_FORMAT_RATIO   ? "2.4"
                                                                : "520";
  snprintf(
      out, TEXT,
      "month 12, p50 = %s: in half of the simulated futures it is at most %s [%s] in month 12.",
      value, value, metric->unit);
}

static void collect(const ndrsim_catalogue *catalogue, const ndrsim_explanation *what, facts *out) {
  memset(out, 0, sizeof *out);
  out->also = out->convention = "";
  if (what->metric != NULL) {
    append(out->unit, what->metric->unit);
    append(out->definition, what->metric->doc);
    append(out->definition, ".");
    metric_formula(catalogue, what->metric, out->formula);
    metric_where(what->metric, out->where);
    if (what->metric->convention != NULL) out->convention = what->metric->convention;
  }
  const ndrsim_term *term = what->term;
  if (term == NULL) {
    metric_reading(what, out->reading);
    return;
  }
  out->also = term->also;
  if (term->convention[0] != '\0') out->convention = term->convention;
  if (out->unit[0] == '\0') append(out->unit, term->unit);
  if (out->definition[0] == '\0') append(out->definition, term->definition);
  if (out->formula[0] == '\0') append(out->formula, term->formula);
  if (out->where[0] != '\0' && term->where[0] != '\0') append(out->where, "\n");
  append(out->where, term->where);
  append(out->reading, term->reading);
}

/* --- text ------------------------------------------------------------------------------------ */

/* "label   text", folded at WIDTH; a line feed in the text starts a new line. */
static void put_field(FILE *out, const char *label, const char *text) {
  enum { AT = 14 };
  if (text[0] == '\0') return;
  fprintf(out, "  %-*s", AT - 2, label);
  int column = AT;
  bool first = true;
  while (*text != '\0') {
    int length = (int)strcspn(text, " \n");
    if (!first && column + 1 + length > WIDTH) {
      fprintf(out, "\n%*s", AT, "");
      column = AT;
      first = true;
    }
    fprintf(out, "%s%.*s", first ? "" : " ", length, text);
    column += length + (first ? 0 : 1);
    first = false;
    text += length;
    if (*text == '\n') {
      fprintf(out, "\n%*s", AT, "");
      column = AT;
      first = true;
    }
    if (*text != '\0') text++;
  }
  fputc('\n', out);
}

static void put_text(const ndrsim_explanation *what, const facts *f, FILE *out) {
  fprintf(out, "%s\n", what->name);
  put_field(out, "also", f->also);
  put_field(out, "definition", f->definition);
  put_field(out, "formula", f->formula);
  put_field(out, "unit", f->unit);
  put_field(out, "mind", f->convention);
  put_field(out, "where", f->where);
  put_field(out, "example", f->reading);
  if (what->metric != NULL) put_field(out, "mechanism", what->owner->name);
}

/* The first sentence. */
static void put_line(const ndrsim_explanation *what, const facts *f, FILE *out) {
  int length = (int)strlen(f->definition);
  const char *end = strstr(f->definition, ". ");
  if (end != NULL) length = (int)(end - f->definition);
  if (length > 0 && f->definition[length - 1] == '.') length--;
  fprintf(out, "  %-24s %.*s\n", what->name, length, f->definition);
}

/* --- JSON ------------------------------------------------------------------------------------ */

/* Words or lines of a text as an array. */
static void put_list(ndrsim_json_out *json, cJSON *object, const char *key, const char *text,
                     const char *separator) {
  cJSON *list = ndrsim_json_out_array(json, object, key);
  while (*text != '\0') {
    char part[TEXT];
    size_t n = strcspn(text, separator);
    snprintf(part, sizeof part, "%.*s", (int)n, text);
    ndrsim_json_out_text(json, list, NULL, part);
    text += n + (text[n] != '\0');
  }
}

static void put_json(ndrsim_json_out *json, cJSON *object, const ndrsim_explanation *what,
                     const facts *f) {
  ndrsim_json_out_text(json, object, "name", what->name);
  put_list(json, object, "also", f->also, " ");
  ndrsim_json_out_text(json, object, "definition", f->definition);
  ndrsim_json_out_text(json, object, "formula", f->formula);
  ndrsim_json_out_text(json, object, "unit", f->unit);
  ndrsim_json_out_text(json, object, "mind", f->convention);
  put_list(json, object, "where", f->where, "\n");
  ndrsim_json_out_text(json, object, "example", f->reading);
  ndrsim_json_out_text(json, object, "mechanism", what->metric != NULL ? what->owner->name : "");
}

static ndrsim_status write_json(const ndrsim_catalogue *catalogue, const ndrsim_explanation *one,
                                FILE *out, ndrsim_error *err) {
  ndrsim_json_out json;
  ndrsim_json_out_init(&json);
  if (one != NULL) {
    facts f;
    collect(catalogue, one, &f);
    put_json(&json, json.root, one, &f);
  } else {
    cJSON *list = ndrsim_json_out_array(&json, json.root, "terms");
    for (int k = 0; k < ndrsim_glossary_count(catalogue); k++) {
      facts f;
      ndrsim_explanation what;
      ndrsim_glossary_get(catalogue, k, &what);
      collect(catalogue, &what, &f);
      put_json(&json, ndrsim_json_out_object(&json, list, NULL), &what, &f);
    }
  }
  ndrsim_status status = ndrsim_json_out_write(&json, out, err);
  ndrsim_json_out_free(&json);
  return status;
}

/* --- whole ----------------------------------------------------------------------------------- */

/* Other names are suggested as well. */
static ndrsim_status unknown(const ndrsim_catalogue *catalogue, const char *name,
                             ndrsim_error *err) {
  char shown[96], best[NDRSIM_NAME] = "", word[NDRSIM_NAME];
  int closest = 1 << 30;
  ndrsim_text_escape(shown, sizeof shown, name, strlen(name));
  ndrsim_error_set(err, NDRSIM_USAGE, "`%s` is not explained (ndrsim explain lists what is)",
                   shown);
  for (int k = 0; k < ndrsim_glossary_count(catalogue); k++) {
    ndrsim_explanation what;
    ndrsim_glossary_get(catalogue, k, &what);
    const char *more = what.term != NULL ? what.term->also : "";
    snprintf(word, sizeof word, "%s", what.name);
    while (word[0] != '\0') {
      const char *const candidate[] = {word};
      int distance = ndrsim_suggest_distance(name, word);
      if (distance < closest && ndrsim_suggest(name, candidate, 1) != NULL) {
        closest = distance;
        memcpy(best, word, sizeof best);
      }
      size_t n = strcspn(more, " ");
      snprintf(word, sizeof word, "%.*s", (int)n, more);
      more += n + (more[n] == ' ');
    }
  }
  if (err != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", best);
  return NDRSIM_USAGE;
}

static void write_list(const ndrsim_catalogue *catalogue, FILE *out) {
  const char *group = "terms";
  fputs("Terms and columns:\n", out);
  for (int k = 0; k < ndrsim_glossary_count(catalogue); k++) {
    facts f;
    ndrsim_explanation what;
    ndrsim_glossary_get(catalogue, k, &what);
    collect(catalogue, &what, &f);
    const char *owner = what.term != NULL ? group : what.owner->name;
    if (what.term == NULL && strcmp(owner, group) != 0) {
      fprintf(out, "\nMetrics of %s, %s:\n", what.owner->name, what.owner->doc);
      group = owner;
    }
    put_line(&what, &f, out);
  }
  fputs("\n* is the name of a tier. ndrsim explain NAME says more.\n", out);
}

ndrsim_status ndrsim_report_explain(const ndrsim_catalogue *catalogue, const char *name, bool json,
                                    FILE *out, ndrsim_error *err) {
  ndrsim_explanation what;
  ndrsim_plain_locale locale;
  if (name != NULL && !ndrsim_glossary_find(catalogue, name, &what))
    return unknown(catalogue, name, err);
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  if (json) {
    status = write_json(catalogue, name != NULL ? &what : NULL, out, err);
  } else if (name == NULL) {
    write_list(catalogue, out);
  } else {
    facts f;
    collect(catalogue, &what, &f);
    put_text(&what, &f, out);
  }
  ndrsim_plain_locale_leave(&locale);
  return status;
}

void ndrsim_report_explain_names(const ndrsim_catalogue *catalogue, FILE *out) {
  for (int k = 0; k < ndrsim_glossary_count(catalogue); k++) {
    ndrsim_explanation what;
    ndrsim_glossary_get(catalogue, k, &what);
    fprintf(out, "%s\n", what.name);
  }
}
