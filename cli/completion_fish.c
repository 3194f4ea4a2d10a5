/* Completion for fish: one `complete` for each verb and option. */
#include "cli/generate.h"

/* Text inside '...'. */
static void put(FILE *out, const char *text) {
  for (; *text != '\0'; text++) {
    if (*text == '\'' || *text == '\\') fputc('\\', out);
    fputc(*text, out);
  }
}

/* What may stand as a value; fish offers files unless told not to (-f). */
static void offer(FILE *out, ndrsim_offer what, const char *words) {
  switch (what) {
  case NDRSIM_OFFER_NOTHING:
    fputs(" -f", out);
    break;
  case NDRSIM_OFFER_JSON:
    fputs(" -f -a '(__fish_complete_suffix .json)'", out);
    break;
  case NDRSIM_OFFER_CSV:
    fputs(" -f -a '(__fish_complete_suffix .csv)'", out);
    break;
  case NDRSIM_OFFER_FILE:
    fprintf(out, " -f -a '(__fish_complete_suffix .%s)'", words);
    break;
  case NDRSIM_OFFER_DIRECTORY:
    fputs(" -f -a '(__fish_complete_directories)'", out);
    break;
  case NDRSIM_OFFER_PARAMETER:
    fputs(" -f -a '(__ndrsim_parameters)'", out);
    break;
  case NDRSIM_OFFER_METRIC:
    fputs(" -f -a '(ndrsim explain --names 2>/dev/null)'", out);
    break;
  case NDRSIM_OFFER_WORDS:
    fprintf(out, " -f -a '%s'", words);
    break;
  }
}

static void one_option(FILE *out, const char *condition, const ndrsim_option *option) {
  fprintf(out, "complete -c ndrsim -n '%s' -l %s", condition, option->name);
  if (option->letter != 0) fprintf(out, " -s %c", option->letter);
  if (option->value != NULL) {
    fputs(" -r", out);
    offer(out, option->offer, option->words);
  }
  fputs(" -d '", out);
  put(out, option->help);
  fputs("'\n", out);
}

static void one_verb(FILE *out, const ndrsim_verb *verb) {
  static const ndrsim_option help = {
      .letter = 'h', .name = "help", .help = "print a short text about the verb"};
  char condition[96];
  fprintf(out, "\ncomplete -c ndrsim -n __fish_use_subcommand -a %s -d '", verb->name);
  put(out, verb->summary);
  fputs("'\n", out);
  snprintf(condition, sizeof condition, "__fish_seen_subcommand_from %s", verb->name);
  if (verb->operands_max > 0 && verb->offer != NDRSIM_OFFER_NOTHING) {
    fprintf(out, "complete -c ndrsim -n '%s'", condition);
    offer(out, verb->offer, verb->words);
    fputc('\n', out);
  }
  for (int k = 0; k < verb->n_options; k++)
    one_option(out, condition, &verb->option[k]);
  one_option(out, condition, &help);
}

void ndrsim_completion_fish(FILE *out) {
  int n, options;
  const ndrsim_verb *const *verb = ndrsim_verbs(&n);
  const ndrsim_option *option = ndrsim_program_options(&options);
  fputs("# Completion of ndrsim for fish, written by `ndrsim --completion fish`: do not edit.\n"
        "\n"
        "# Paths of parameters, with the tiers of the scenario on the line if there is one.\n"
        "function __ndrsim_parameters\n"
        "    set -l names\n"
        "    for word in (commandline -opc)\n"
        "        if string match -q '*.json' -- $word\n"
        "            set names (ndrsim params --names --for $word 2>/dev/null)\n"
        "            break\n"
        "        end\n"
        "    end\n"
        "    if test (count $names) -eq 0\n"
        "        set names (ndrsim params --names 2>/dev/null)\n"
        "    end\n"
        "    printf '%s=\\n' $names\n"
        "end\n"
        "\n"
        "complete -c ndrsim -f\n",
        out);
  for (int k = 0; k < options; k++)
    one_option(out, "__fish_use_subcommand", &option[k]);
  for (int k = 0; k < n; k++)
    one_verb(out, verb[k]);
}
