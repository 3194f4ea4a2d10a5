/* The man page: verbs and options from the tables, the other sections from cli/man_text.c. */
#include <ctype.h>
#include <string.h>
#include "cli/generate.h"
#include "cli/man_text.h"

/* Text as roff: escapes, bold for what stands between `backticks`; "\n\n" begins a paragraph. A dot
 * or quote at the start of a line would be a request, and "\-" is the dash that can be copied. */
static void put_text(FILE *out, const char *text, size_t length) {
  bool start = true, bold = false;
  for (size_t k = 0; k < length; k++) {
    char c = text[k];
    if (c == '\n') {
      if (k + 1 < length && text[k + 1] == '\n') {
        fputs("\n.PP\n", out);
        k++;
      } else {
        fputc('\n', out);
      }
      start = true;
      continue;
    }
    if (start && (c == '.' || c == '\'')) fputs("\\&", out);
    start = false;
    if (c == '`') {
      fputs(bold ? "\\fR" : "\\fB", out);
      bold = !bold;
    } else if (c == '\\') {
      fputs("\\e", out);
    } else if (c == '-') {
      fputs("\\-", out);
    } else {
      fputc(c, out);
    }
  }
}

static void put_string(FILE *out, const char *text) {
  put_text(out, text, strlen(text));
}

/* One line of help as a sentence. */
static void put_sentence(FILE *out, const char *help) {
  fputc(toupper((unsigned char)help[0]), out); /* a letter: nothing to escape */
  put_string(out, help + 1);
  fputs(".\n", out);
}

static void put_option(FILE *out, const ndrsim_option *option) {
  fputs(".TP\n", out);
  if (option->letter != 0) fprintf(out, "\\fB\\-%c\\fR, ", option->letter);
  fputs("\\fB\\-\\-", out);
  put_string(out, option->name);
  fputs("\\fR", out);
  if (option->value != NULL) {
    fputs(" \\fI", out);
    put_string(out, option->value);
    fputs("\\fR", out);
  }
  fputc('\n', out);
  put_sentence(out, option->help);
  if (option->more == NULL) return;
  put_string(out, option->more);
  fputc('\n', out);
}

static void put_verb(FILE *out, const ndrsim_verb *verb) {
  static const ndrsim_option help = {
      .letter = 'h', .name = "help", .help = "print a short text about the verb"};
  fprintf(out, ".SS \"ndrsim %s%s", verb->name, verb->operands[0] != '\0' ? " " : "");
  put_string(out, verb->operands);
  fputs("\"\n", out);
  put_string(out, verb->description);
  fputc('\n', out);
  for (int k = 0; k < verb->n_options; k++)
    put_option(out, &verb->option[k]);
  put_option(out, &help);
}

static void put_synopsis(FILE *out, const ndrsim_verb *const *verb, int n) {
  fputs(".SH SYNOPSIS\n", out);
  for (int k = 0; k < n; k++) {
    fprintf(out, ".B ndrsim %s\n", verb[k]->name);
    if (verb[k]->operands[0] != '\0') {
      fputs(".I ", out);
      put_string(out, verb[k]->operands);
      fputc('\n', out);
    }
    fputs(".RI [ OPTION ]...\n.br\n", out);
  }
  int options;
  const ndrsim_option *option = ndrsim_program_options(&options);
  fputs(".B ndrsim\n", out);
  for (int k = 0; k < options; k++) {
    fprintf(out, "%s\\fB\\-\\-%s\\fR", k == 0 ? "[" : " | ", option[k].name);
    if (option[k].value != NULL) fprintf(out, " \\fI%s\\fR", option[k].value);
  }
  fputs("]\n", out);
}

static void put_examples(FILE *out, const ndrsim_verb *const *verb, int n) {
  fputs(".SH EXAMPLES\n.EX\n", out);
  for (int k = 0; k < n; k++) {
    if (verb[k]->examples[0] == '\0') continue;
    put_string(out, verb[k]->examples);
    fputc('\n', out);
  }
  fputs(".EE\n", out);
}

void ndrsim_man_print(FILE *out) {
  int n, options;
  const ndrsim_verb *const *verb = ndrsim_verbs(&n);
  const ndrsim_option *option = ndrsim_program_options(&options);
  fputs(".\\\" ndrsim(1), written by `ndrsim --man` from the tables of the program: do not edit.\n",
        out);
  fprintf(out, ".TH NDRSIM 1 \"\" \"ndrsim %s\" \"User Commands\"\n", NDRSIM_VERSION);
  fputs(".SH NAME\nndrsim \\- Monte Carlo simulation of recurring revenue and net dollar "
        "retention\n",
        out);
  put_synopsis(out, verb, n);
  fputs(ndrsim_man_description, out);
  fputs(".SH OPTIONS\n", out);
  for (int k = 0; k < options; k++)
    put_option(out, &option[k]);
  fputs(".SH VERBS\n", out);
  for (int k = 0; k < n; k++)
    put_verb(out, verb[k]);
  fputs(ndrsim_man_sections, out);
  put_examples(out, verb, n);
  fputs(ndrsim_man_end, out);
}
