/* ndrsim advise: which way of expanding fits what the product is for. */
#include <string.h>
#include "analysis/advice.h"
#include "cli/cli.h"
#include "cli/verbs.h"
#include "report/json_out.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

enum { OPTION_JSON = NDRSIM_OPTION_OWN };
enum { MOST_VALUES = 16 };

static const ndrsim_option advise_option[] = {
    {OPTION_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL, "print JSON, for programs", NULL},
};

typedef struct choice {
  bool json;
} choice;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  choice *self = user;
  (void)value;
  (void)err;
  if (option->id == OPTION_JSON) self->json = true;
  return NDRSIM_OK;
}

static void list(void) {
  int n;
  const ndrsim_advice *row = ndrsim_advice_rows(&n);
  printf("What increases when the customer gets more value from the product?\n\n");
  for (int k = 0; k < n; k++)
    printf("  %-13s %-34s %s\n", row[k].name, row[k].answer, row[k].value);
  printf("\nThen: ndrsim advise NAME\n");
}

static void type_text(const char *rank, const ndrsim_expansion_info *type) {
  printf("\n  %-12s %s\n", rank, type->label);
  printf("    12-month NDR  %.0f-%.0f%%, ceiling about %.0f%%%s\n", type->ndr_low, type->ndr_high,
         type->ceiling, type->open_ended ? " or more" : "");
  printf("    limited by    %s\n", type->ceiling_driver);
  printf("    needs         %s\n", type->needs);
  printf("    segments      %s\n", type->segments);
  printf("    first move    %s\n", type->velocity);
  printf("    signal        %s\n", type->signal);
  printf("    simulate it   ndrsim run %s\n", type->scenario);
}

static void advise_text(const ndrsim_advice *row) {
  printf("\n%s: when the customer gets more value, %s.\n", row->value, row->answer);
  type_text("Recommended", ndrsim_expansion_describe(row->best));
  type_text("Second", ndrsim_expansion_describe(row->second));
  printf("\n  %-12s %s\n", "Avoid", row->avoid);
  if (row->combined != NULL) {
    printf("  %-12s ndrsim run %s\n", "Both", row->combined);
    puts("               (each further dimension of price costs time: with three or more, sales\n"
         "               cycles are 18% longer)");
  }
  if (row->product != NULL)
    printf("  %-12s ndrsim run %s (a whole product of this kind)\n", "Product", row->product);
  puts("\n  The ranges are S1's, published; what a scenario prints is simulated. Run it with your\n"
       "  own numbers before deciding.");
}

static void type_json(ndrsim_json_out *json, cJSON *parent, const char *key,
                      const ndrsim_expansion_info *type) {
  cJSON *object = ndrsim_json_out_object(json, parent, key);
  ndrsim_json_out_text(json, object, "type", type->name);
  ndrsim_json_out_number(json, object, "ndr_low", type->ndr_low);
  ndrsim_json_out_number(json, object, "ndr_high", type->ndr_high);
  ndrsim_json_out_number(json, object, "ceiling", type->ceiling);
  ndrsim_json_out_bool(json, object, "ceiling_or_more", type->open_ended);
  ndrsim_json_out_text(json, object, "ceiling_driver", type->ceiling_driver);
  ndrsim_json_out_text(json, object, "needs", type->needs);
  ndrsim_json_out_text(json, object, "segments", type->segments);
  ndrsim_json_out_text(json, object, "velocity", type->velocity);
  ndrsim_json_out_text(json, object, "signal", type->signal);
  ndrsim_json_out_text(json, object, "scenario", type->scenario);
}

static void row_json(ndrsim_json_out *json, cJSON *array, const ndrsim_advice *row) {
  cJSON *object = ndrsim_json_out_object(json, array, NULL);
  ndrsim_json_out_text(json, object, "core_value", row->name);
  ndrsim_json_out_text(json, object, "meaning", row->value);
  ndrsim_json_out_text(json, object, "answer", row->answer);
  type_json(json, object, "recommended", ndrsim_expansion_describe(row->best));
  type_json(json, object, "second", ndrsim_expansion_describe(row->second));
  ndrsim_json_out_text(json, object, "avoid", row->avoid);
  if (row->combined != NULL)
    ndrsim_json_out_text(json, object, "combined_scenario", row->combined);
  else
    ndrsim_json_out_null(json, object, "combined_scenario");
  if (row->product != NULL)
    ndrsim_json_out_text(json, object, "product_scenario", row->product);
  else
    ndrsim_json_out_null(json, object, "product_scenario");
}

static ndrsim_status write_json(const ndrsim_advice *only, ndrsim_error *err) {
  ndrsim_json_out json;
  int n;
  const ndrsim_advice *row = ndrsim_advice_rows(&n);
  ndrsim_json_out_init(&json);
  ndrsim_json_out_text(&json, json.root, "source", "S1");
  cJSON *array = ndrsim_json_out_array(&json, json.root, "advice");
  for (int k = 0; k < n; k++)
    if (only == NULL || only == &row[k]) row_json(&json, array, &row[k]);
  ndrsim_status status = ndrsim_json_out_write(&json, stdout, err);
  ndrsim_json_out_free(&json);
  return status;
}

static ndrsim_status unknown(const char *word, ndrsim_error *err) {
  int n;
  const ndrsim_advice *row = ndrsim_advice_rows(&n);
  const char *name[MOST_VALUES];
  char shown[96];
  for (int k = 0; k < n && k < MOST_VALUES; k++)
    name[k] = row[k].name;
  ndrsim_text_escape(shown, sizeof shown, word, strlen(word));
  ndrsim_error_set(err, NDRSIM_USAGE, "unknown core value `%s` (ndrsim advise lists them)", shown);
  const char *near = ndrsim_suggest(word, name, n);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_USAGE;
}

static ndrsim_status work(const choice *self, const ndrsim_cli_line *line, ndrsim_error *err) {
  const char *word = line->n_operands > 0 ? line->operand[0] : NULL;
  const ndrsim_advice *row = word != NULL ? ndrsim_advice_find(word) : NULL;
  if (word != NULL && row == NULL) return unknown(word, err);
  ndrsim_status status = NDRSIM_OK;
  if (self->json)
    status = write_json(row, err);
  else if (row != NULL)
    advise_text(row);
  else
    list();
  return status == NDRSIM_OK ? ndrsim_cli_flush(err) : status;
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  choice self = {.json = false};
  ndrsim_cli_line line;
  ndrsim_error err;
  ndrsim_status status = ndrsim_verb_parse(verb, argc, argv, take, &self, &line, &err);
  if (status == NDRSIM_OK && !line.help) status = work(&self, &line, &err);
  return status == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

const ndrsim_verb ndrsim_verb_advise = {
    .name = "advise",
    .operands = "[VALUE]",
    .offer = NDRSIM_OFFER_WORDS,
    .words = "coordination volume workflow outcomes data platform",
    .operands_min = 0,
    .operands_max = 1,
    .summary = "say which way of expanding fits a product, and which scenario simulates it",
    .description =
        "Names the type of expansion that fits what a product is for (seats, add-on modules, "
        "usage, outcomes), the second choice and what to avoid, with the published ranges of NDR "
        "and the scenario that simulates each.\n\n"
        "Without VALUE it lists what can be the core value of a product.",
    .option = advise_option,
    .n_options = (int)(sizeof advise_option / sizeof advise_option[0]),
    .examples = "ndrsim advise\n"
                "ndrsim advise volume",
    .run = run,
};
