/* Completion for zsh: _arguments of the verb on the line. */
#include <string.h>
#include "cli/generate.h"

/* Text inside '...' of an _arguments specification or of _describe. */
static void put(FILE *out, const char *text) {
  for (; *text != '\0'; text++) {
    if (*text == '\'') {
      fputs("'\\''", out);
      continue;
    }
    if (strchr("[]:\\", *text) != NULL) fputc('\\', out);
    fputc(*text, out);
  }
}

static void offer(FILE *out, ndrsim_offer what, const char *words) {
  switch (what) {
  case NDRSIM_OFFER_NOTHING:
    fputc(' ', out);
    break;
  case NDRSIM_OFFER_JSON:
    fputs("_files -g \"*.json(-.)\"", out);
    break;
  case NDRSIM_OFFER_CSV:
    fputs("_files -g \"*.csv(-.)\"", out);
    break;
  case NDRSIM_OFFER_FILE:
    fprintf(out, "_files -g \"*.%s(-.)\"", words);
    break;
  case NDRSIM_OFFER_DIRECTORY:
    fputs("_files -/", out);
    break;
  case NDRSIM_OFFER_PARAMETER:
    fputs("_ndrsim_parameters", out);
    break;
  case NDRSIM_OFFER_METRIC:
    fputs("_ndrsim_metrics", out);
    break;
  case NDRSIM_OFFER_WORDS:
    fprintf(out, "(%s)", words);
    break;
  }
}

/* '(-o --output)'{-o,--output}'[where the files go]:DIR:_files -/' */
static void option_spec(FILE *out, const ndrsim_option *option) {
  fputs(" \\\n        ", out);
  if (strstr(option->help, "repeatable") != NULL) {
    fprintf(out, "'*--%s", option->name);
  } else if (option->letter != 0) {
    fprintf(out, "'(-%c --%s)'{-%c,--%s}'", option->letter, option->name, option->letter,
            option->name);
  } else {
    fprintf(out, "'--%s", option->name);
  }
  fputc('[', out);
  put(out, option->help);
  fputc(']', out);
  if (option->value != NULL) {
    fputc(':', out);
    put(out, option->value);
    fputc(':', out);
    offer(out, option->offer, option->words);
  }
  fputc('\'', out);
}

static void verb_case(FILE *out, const ndrsim_verb *verb) {
  fprintf(out, "    %s)\n      _arguments -s", verb->name);
  for (int k = 0; k < verb->n_options; k++)
    option_spec(out, &verb->option[k]);
  static const ndrsim_option help = {
      .letter = 'h', .name = "help", .help = "print a short text about the verb"};
  option_spec(out, &help);
  if (verb->operands_max > 0) {
    fprintf(out, " \\\n        '%s:", verb->operands_max > 1 ? "*" : "1");
    put(out, verb->operands);
    fputc(':', out);
    offer(out, verb->offer, verb->words);
    fputc('\'', out);
  }
  fputs("\n      ;;\n", out);
}

void ndrsim_completion_zsh(FILE *out) {
  int n, options;
  const ndrsim_verb *const *verb = ndrsim_verbs(&n);
  const ndrsim_option *option = ndrsim_program_options(&options);
  fputs("#compdef ndrsim\n"
        "# Completion of ndrsim for zsh, written by `ndrsim --completion zsh`: do not edit.\n"
        "\n"
        "# Paths of parameters, with the tiers of the scenario on the line if there is one.\n"
        "_ndrsim_parameters() {\n"
        "  local -a names\n"
        "  local word\n"
        "  for word in $words; do\n"
        "    if [[ $word == *.json ]]; then\n"
        "      names=(${(f)\"$($ndrsim params --names --for $word 2>/dev/null)\"})\n"
        "      break\n"
        "    fi\n"
        "  done\n"
        "  (( $#names )) || names=(${(f)\"$($ndrsim params --names 2>/dev/null)\"})\n"
        "  if compset -P '*='; then\n"
        "    _message 'value'\n"
        "  else\n"
        "    compadd -S = -- $names\n"
        "  fi\n"
        "}\n"
        "\n"
        "_ndrsim_metrics() {\n"
        "  local -a names\n"
        "  names=(${(f)\"$($ndrsim explain --names 2>/dev/null)\"})\n"
        "  compadd -- $names\n"
        "}\n"
        "\n"
        "_ndrsim() {\n"
        "  local ndrsim=$words[1]\n"
        "  local -a verbs\n"
        "  if (( CURRENT == 2 )); then\n"
        "    verbs=(\n",
        out);
  for (int k = 0; k < n; k++) {
    fprintf(out, "      '%s:", verb[k]->name);
    put(out, verb[k]->summary);
    fputs("'\n", out);
  }
  for (int k = 0; k < options; k++) {
    fprintf(out, "      '--%s:", option[k].name);
    put(out, option[k].help);
    fputs("'\n", out);
  }
  fputs("    )\n    _describe verb verbs\n    return\n  fi\n"
        "  shift words\n  (( CURRENT-- ))\n  case $words[1] in\n",
        out);
  for (int k = 0; k < n; k++)
    verb_case(out, verb[k]);
  for (int k = 0; k < options; k++) {
    if (option[k].value == NULL) continue;
    fprintf(out, "    --%s)\n      _arguments '1:%s:", option[k].name, option[k].value);
    offer(out, option[k].offer, option[k].words);
    fputs("'\n      ;;\n", out);
  }
  fputs("  esac\n}\n\n"
        "# Loaded by its name from fpath the file is the function; sourced it only defines it.\n"
        "if [[ $funcstack[1] == _ndrsim ]]; then _ndrsim \"$@\"; else compdef _ndrsim ndrsim; fi\n",
        out);
}
