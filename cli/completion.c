/* Completions: what all shells share, and bash. */
#include <string.h>
#include "cli/cli.h"
#include "cli/generate.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

static const ndrsim_option program_option[] = {
    {1, 'h', "help", NULL, NDRSIM_OFFER_NOTHING, NULL, "print the verbs", NULL},
    {2, 0, "version", NULL, NDRSIM_OFFER_NOTHING, NULL, "print the version", NULL},
    {3, 0, "completion", "SHELL", NDRSIM_OFFER_WORDS, NDRSIM_SHELLS,
     "print what bash, zsh or fish need to complete command lines",
     "For bash: `source <(ndrsim --completion bash)`."},
    {4, 0, "man", NULL, NDRSIM_OFFER_NOTHING, NULL, "print the manual page, in roff",
     "`ndrsim --man | man -l -` shows it."},
};

const ndrsim_option *ndrsim_program_options(int *n) {
  *n = (int)(sizeof program_option / sizeof program_option[0]);
  return program_option;
}

ndrsim_status ndrsim_completion_print(const char *shell, FILE *out, ndrsim_error *err) {
  static const struct {
    const char *name;
    void (*print)(FILE *out);
  } known[] = {{"bash", ndrsim_completion_bash},
               {"zsh", ndrsim_completion_zsh},
               {"fish", ndrsim_completion_fish}};
  const char *name[sizeof known / sizeof known[0]];
  for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
    name[k] = known[k].name;
    if (strcmp(shell, known[k].name) != 0) continue;
    known[k].print(out);
    return NDRSIM_OK;
  }
  char shown[96];
  ndrsim_text_escape(shown, sizeof shown, shell, strlen(shell));
  ndrsim_error_set(err, NDRSIM_USAGE, "no completion for the shell `%s`: one of %s", shown,
                   NDRSIM_SHELLS);
  const char *near = ndrsim_suggest(shell, name, (int)(sizeof name / sizeof name[0]));
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_USAGE;
}

/* --- bash ------------------------------------------------------------------------------------ */

/* Bash splits words at "=" as well: "--set churn.base=0.1" is four of them, so `prev` skips it. */
static const char bash_head[] =
    "# Completion of ndrsim for bash, written by `ndrsim --completion bash`: do not edit.\n"
    "\n"
    "# Files that end in .$1, and directories.\n"
    "_ndrsim_files() {\n"
    "  compopt -o filenames 2>/dev/null\n"
    "  local name\n"
    "  while IFS= read -r name; do\n"
    "    if [[ -d $name || $name == *.$1 ]]; then COMPREPLY+=(\"$name\"); fi\n"
    "  done < <(compgen -f -- \"$cur\")\n"
    "}\n"
    "\n"
    "_ndrsim_directories() {\n"
    "  compopt -o filenames 2>/dev/null\n"
    "  mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
    "}\n"
    "\n"
    "_ndrsim_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n"
    "\n"
    "# Paths of parameters, with the tiers of the scenario on the line if there is one.\n"
    "_ndrsim_parameters() {\n"
    "  local word list=''\n"
    "  compopt -o nospace 2>/dev/null\n"
    "  for word in \"${COMP_WORDS[@]:2}\"; do\n"
    "    if [[ $word == *.json ]]; then\n"
    "      list=$(\"${COMP_WORDS[0]}\" params --names --for \"$word\" 2>/dev/null)\n"
    "      break\n"
    "    fi\n"
    "  done\n"
    "  [[ -n $list ]] || list=$(\"${COMP_WORDS[0]}\" params --names 2>/dev/null)\n"
    "  mapfile -t COMPREPLY < <(set -f; compgen -S = -W \"$list\" -- \"$cur\")\n"
    "}\n"
    "\n"
    "_ndrsim_metrics() {\n"
    "  _ndrsim_words \"$(\"${COMP_WORDS[0]}\" explain --names 2>/dev/null)\"\n"
    "}\n"
    "\n"
    "_ndrsim() {\n"
    "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}\n"
    "  COMPREPLY=()\n"
    "  if [[ $cur == = ]]; then\n"
    "    cur=''\n"
    "    ((COMP_CWORD >= 2)) && [[ ${COMP_WORDS[COMP_CWORD-1]} != --* ]] && return\n"
    "  elif [[ $prev == = ]] && ((COMP_CWORD >= 3)); then\n"
    "    prev=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    [[ $prev == --* ]] || return # the value of a parameter\n"
    "  fi\n"
    "  if ((COMP_CWORD == 1)); then\n";

static void bash_offer(FILE *out, ndrsim_offer offer, const char *words) {
  switch (offer) {
  case NDRSIM_OFFER_NOTHING:
    fputs(":", out);
    break;
  case NDRSIM_OFFER_JSON:
    fputs("_ndrsim_files json", out);
    break;
  case NDRSIM_OFFER_CSV:
    fputs("_ndrsim_files csv", out);
    break;
  case NDRSIM_OFFER_FILE:
    fprintf(out, "_ndrsim_files %s", words);
    break;
  case NDRSIM_OFFER_DIRECTORY:
    fputs("_ndrsim_directories", out);
    break;
  case NDRSIM_OFFER_PARAMETER:
    fputs("_ndrsim_parameters", out);
    break;
  case NDRSIM_OFFER_METRIC:
    fputs("_ndrsim_metrics", out);
    break;
  case NDRSIM_OFFER_WORDS:
    fprintf(out, "_ndrsim_words '%s'", words);
    break;
  }
}

static void bash_value(FILE *out, const char *verb, const ndrsim_option *option) {
  if (option->value == NULL) return;
  fprintf(out, "    '%s --%s'", verb, option->name);
  if (option->letter != 0) fprintf(out, " | '%s -%c'", verb, option->letter);
  fputs(") ", out);
  bash_offer(out, option->offer, option->words);
  fputs("; return ;;\n", out);
}

static void bash_options(FILE *out, const ndrsim_option *option, int n) {
  for (int k = 0; k < n; k++)
    fprintf(out, "--%s ", option[k].name);
}

void ndrsim_completion_bash(FILE *out) {
  int n, options;
  const ndrsim_verb *const *verb = ndrsim_verbs(&n);
  const ndrsim_option *option = ndrsim_program_options(&options);
  fputs(bash_head, out);
  fputs("    _ndrsim_words '", out);
  for (int k = 0; k < n; k++)
    fprintf(out, "%s ", verb[k]->name);
  bash_options(out, option, options);
  fputs("'\n    return\n  fi\n  case \"$verb $prev\" in\n", out);
  for (int k = 0; k < options; k++)
    if (option[k].value != NULL) bash_value(out, "--completion", &option[k]);
  for (int k = 0; k < n; k++)
    for (int o = 0; o < verb[k]->n_options; o++)
      bash_value(out, verb[k]->name, &verb[k]->option[o]);
  fputs("  esac\n  case \"$verb\" in\n", out);
  for (int k = 0; k < n; k++) {
    fprintf(out, "    %s)\n      if [[ $cur == -* ]]; then\n        _ndrsim_words '",
            verb[k]->name);
    bash_options(out, verb[k]->option, verb[k]->n_options);
    fputs("--help'\n      else\n        ", out);
    bash_offer(out, verb[k]->offer, verb[k]->words);
    fputs("\n      fi\n      ;;\n", out);
  }
  fputs("  esac\n}\ncomplete -F _ndrsim ndrsim\n", out);
}
