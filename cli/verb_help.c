/* --help of the program and of each verb, from the tables. */
#include <string.h>
#include "cli/cli.h"
#include "cli/generate.h"
#include "cli/verb.h"

#define WIDTH 80
#define TEXT_AT 24 /* column in which the texts of options stand */

/* Prints `text` in words, folded at WIDTH, with `indent` blanks before all lines but the first;
 * "\n" in the text starts a new line. `column` is where the first line stands. */
static void fold(FILE *out, const char *text, int indent, int column) {
  while (*text != '\0') {
    if (*text == '\n') {
      fprintf(out, "\n%*s", text[1] == '\n' || text[1] == '\0' ? 0 : indent, "");
      column = indent;
      text++;
      continue;
    }
    if (*text == ' ') {
      text++;
      continue;
    }
    int length = (int)strcspn(text, " \n");
    bool first = column == indent;
    if (!first && column + 1 + length > WIDTH) {
      fprintf(out, "\n%*s", indent, "");
      column = indent;
      first = true;
    }
    fprintf(out, "%s%.*s", first ? "" : " ", length, text);
    column += length + (first ? 0 : 1);
    text += length;
  }
}

static void print_option(FILE *out, char letter, const char *name, const char *value,
                         const char *help) {
  char head[96], dash[8] = "";
  if (letter != 0) snprintf(dash, sizeof dash, "-%c, ", letter);
  int length = snprintf(head, sizeof head, "  %s--%s%s%s", dash, name, value != NULL ? " " : "",
                        value != NULL ? value : "");
  if (length >= TEXT_AT) {
    fprintf(out, "%s\n%*s", head, TEXT_AT, "");
  } else {
    fprintf(out, "%-*s", TEXT_AT, head);
  }
  fold(out, help, TEXT_AT, TEXT_AT);
  fputc('\n', out);
}

void ndrsim_verb_usage(const ndrsim_verb *verb, FILE *out) {
  fprintf(out, "Usage: ndrsim %s%s%s [OPTIONS]\n\n", verb->name,
          verb->operands[0] != '\0' ? " " : "", verb->operands);
  fold(out, verb->description, 0, 0);
  fputs("\n\n", out);
  for (int k = 0; k < verb->n_options; k++) {
    const ndrsim_option *option = &verb->option[k];
    print_option(out, option->letter, option->name, option->value, option->help);
  }
  print_option(out, 'h', "help", NULL, "this text");
  if (verb->examples[0] == '\0') return;
  fputs("\nExamples:\n", out);
  for (const char *line = verb->examples; *line != '\0';) {
    int length = (int)strcspn(line, "\n");
    fprintf(out, "  %.*s\n", length, line);
    line += length + (line[length] == '\n');
  }
}

void ndrsim_cli_usage(FILE *out) {
  int n;
  const ndrsim_verb *const *verb = ndrsim_verbs(&n);
  fputs("Usage: ndrsim VERB [ARGUMENTS]\n\n"
        "Monte Carlo simulation of recurring revenue and net dollar retention.\n\nVerbs:\n",
        out);
  for (int k = 0; k < n; k++) {
    fprintf(out, "  %-13s %s\n", verb[k]->name, verb[k]->summary);
  }
  fputs("\nndrsim VERB --help prints the arguments of a verb.\n\n", out);
  int options;
  const ndrsim_option *option = ndrsim_program_options(&options);
  for (int k = 0; k < options; k++) {
    print_option(out, option[k].letter, option[k].name, option[k].value, option[k].help);
  }
  fputs("\nExit codes:", out);
  fold(out,
       "0 success, 1 a file or memory failed, 2 bad input or command line, 3 verify found a "
       "difference, 70 an internal check "
       "failed, 130 interrupted (what was complete is written).",
       0, 11);
  fputs("\n\n", out);
  fold(out,
       "Environment: NDRSIM_ISA (avx512, avx2, portable), NDRSIM_BLOCK (accounts in a block), "
       "NDRSIM_PLOTS (directory of chart templates), NO_COLOR. None changes a number.",
       0, 0);
  fputc('\n', out);
}
