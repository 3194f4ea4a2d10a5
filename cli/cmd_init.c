/* ndrsim init: an annotated scenario to start from, by family of products. */
#include <string.h>
#include <sys/stat.h>
#include "cli/cli.h"
#include "cli/starters.h"
#include "cli/verbs.h"
#include "report/output.h"
#include "report/schema.h"
#include "scenarios/suggest.h"
#include "sim/engine.h"
#include "sim/text.h"

#define SCHEMA_FILE "ndrsim.schema.json" /* as the starters name it */
#define MAX_FAMILIES 32
#define LONGEST_PATH 4096

enum { OPTION_OUTPUT = NDRSIM_OPTION_OWN, OPTION_FORCE };

static const ndrsim_option init_option[] = {
    {OPTION_OUTPUT, 'o', "output", "FILE.json", NDRSIM_OFFER_JSON, NULL,
     "write it to this file, and ndrsim.schema.json beside it for your editor",
     "Without it the scenario goes to standard output. Both files appear together; a schema that "
     "is there already stays as it is."},
    {OPTION_FORCE, 0, "force", NULL, NDRSIM_OFFER_NOTHING, NULL, "replace files that exist", NULL},
};

typedef struct choice {
  const char *file; /* NULL = standard output */
  bool force;
} choice;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  choice *self = user;
  if (option->id == OPTION_FORCE) {
    self->force = true;
    return NDRSIM_OK;
  }
  size_t length = strlen(value);
  if (strcmp(value, "-") == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--output needs the name of a file: without it the scenario goes to "
                            "standard output");
  if (length == 0 || length >= LONGEST_PATH || value[length - 1] == '/')
    return ndrsim_error_set(err, NDRSIM_USAGE, "--output needs the name of a file");
  self->file = value;
  return NDRSIM_OK;
}

static ndrsim_status find(const char *family, const ndrsim_starter **out, ndrsim_error *err) {
  const char *name[MAX_FAMILIES];
  char shown[96];
  int n = ndrsim_n_starters < MAX_FAMILIES ? ndrsim_n_starters : MAX_FAMILIES;
  for (int k = 0; k < n; k++) {
    name[k] = ndrsim_starters[k].family;
    if (strcmp(name[k], family) != 0) continue;
    *out = &ndrsim_starters[k];
    return NDRSIM_OK;
  }
  ndrsim_text_escape(shown, sizeof shown, family, strlen(family));
  ndrsim_error_set(err, NDRSIM_USAGE, "unknown family `%s` (ndrsim init lists them)", shown);
  const char *near = ndrsim_suggest(family, name, n);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_USAGE;
}

static bool exists(const char *path) {
  struct stat info;
  return lstat(path, &info) == 0;
}

/* Splits the file's path; the directory of a bare name is ".". */
static void split(const char *file, char directory[LONGEST_PATH], const char **name) {
  const char *slash = strrchr(file, '/');
  *name = slash != NULL ? slash + 1 : file;
  if (slash == NULL)
    snprintf(directory, LONGEST_PATH, ".");
  else if (slash == file)
    snprintf(directory, LONGEST_PATH, "/");
  else
    snprintf(directory, LONGEST_PATH, "%.*s", (int)(slash - file), file);
}

static ndrsim_status put_text(ndrsim_output *output, const char *name,
                              const ndrsim_starter *starter, ndrsim_error *err) {
  FILE *stream;
  ndrsim_status status = ndrsim_output_create(output, name, &stream, err);
  /* a failed write shows when the output is committed */
  if (status == NDRSIM_OK) fwrite(starter->text, 1, starter->size, stream);
  return status;
}

static ndrsim_status put_schema(ndrsim_output *output, ndrsim_error *err) {
  FILE *stream;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  ndrsim_status status = ndrsim_output_create(output, SCHEMA_FILE, &stream, err);
  return status == NDRSIM_OK ? ndrsim_report_schema(catalogue, stream, err) : status;
}

static ndrsim_status write_files(const choice *self, const ndrsim_starter *starter,
                                 ndrsim_error *err) {
  char directory[LONGEST_PATH], beside[LONGEST_PATH + sizeof SCHEMA_FILE + 1], shown[512];
  const char *name;
  ndrsim_output output;
  ndrsim_text_escape(shown, sizeof shown, self->file, strlen(self->file));
  ndrsim_status status = ndrsim_output_plain(self->file, "output", err);
  if (status != NDRSIM_OK) return status;
  if (exists(self->file) && !self->force)
    return ndrsim_error_set(err, NDRSIM_USAGE, "`%.300s` exists already: --force replaces it",
                            shown);
  split(self->file, directory, &name);
  snprintf(beside, sizeof beside, "%s/%s", directory, SCHEMA_FILE);
  if (strcmp(name, SCHEMA_FILE) == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE, "%s is the name of the schema", SCHEMA_FILE);
  bool schema = self->force || !exists(beside);
  if (schema) status = ndrsim_output_plain(beside, "output", err);
  if (status != NDRSIM_OK) return status;
  ndrsim_output_init(&output);
  status = ndrsim_output_open(&output, directory, err);
  if (status == NDRSIM_OK) status = put_text(&output, name, starter, err);
  if (status == NDRSIM_OK && schema) status = put_schema(&output, err);
  if (status == NDRSIM_OK) status = ndrsim_output_commit(&output, err);
  ndrsim_output_free(&output);
  if (status != NDRSIM_OK) return status;
  printf("Wrote %s%s.\n", shown,
         schema ? ", and beside it " SCHEMA_FILE ", with which an editor completes and checks it"
                : "");
  /* a name that begins with a hyphen would pass for an option */
  printf("Its first $comment says what to change first. Then: ndrsim run %s%s\n",
         shown[0] == '-' ? "./" : "", shown);
  return NDRSIM_OK;
}

static void list(void) {
  printf("Families of products, for ndrsim init FAMILY:\n\n");
  for (int k = 0; k < ndrsim_n_starters; k++)
    printf("  %-14s %s\n", ndrsim_starters[k].family, ndrsim_starters[k].title);
}

static ndrsim_status work(const choice *self, const ndrsim_cli_line *line, ndrsim_error *err) {
  const ndrsim_starter *starter = NULL;
  ndrsim_status status = NDRSIM_OK;
  if (line->n_operands == 0 && self->file != NULL)
    return ndrsim_error_set(err, NDRSIM_USAGE, "FAMILY is missing (ndrsim init lists them)");
  if (line->n_operands == 0) {
    list();
  } else {
    status = find(line->operand[0], &starter, err);
    if (status != NDRSIM_OK) return status;
    if (self->file == NULL)
      fwrite(starter->text, 1, starter->size, stdout); /* checked when it is flushed */
    else
      status = write_files(self, starter, err);
  }
  return status == NDRSIM_OK ? ndrsim_cli_flush(err) : status;
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  choice self = {.file = NULL};
  ndrsim_cli_line line;
  ndrsim_error err;
  ndrsim_status status = ndrsim_verb_parse(verb, argc, argv, take, &self, &line, &err);
  if (status == NDRSIM_OK && !line.help) status = work(&self, &line, &err);
  return status == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

const ndrsim_verb ndrsim_verb_init = {
    .name = "init",
    .operands = "[FAMILY]",
    .offer = NDRSIM_OFFER_WORDS,
    .words = "agent collaboration developer vertical",
    .operands_min = 0,
    .operands_max = 1,
    .summary = "write an annotated scenario to start from, by family of products",
    .description =
        "Writes a small scenario for a family of products, with a source or the word `assumption` "
        "beside every number and comments that say what to change first.\n\n"
        "Without FAMILY it lists the families.",
    .option = init_option,
    .n_options = (int)(sizeof init_option / sizeof init_option[0]),
    .examples = "ndrsim init\n"
                "ndrsim init agent -o my-product.json",
    .run = run,
};
