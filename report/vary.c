#include "report/vary.h"
#include "report/studies.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* The last two names of a path are enough for a head. */
static const char *tail_of(const char *path) {
  const char *tail = path;
  int dots = 0;
  for (const char *at = path + strlen(path); at > path; at--) {
    if (at[-1] == '.' && ++dots == 2) {
      tail = at;
      break;
    }
  }
  return tail;
}

static bool has_words(const ndrsim_vary *vary) {
  for (int k = 0; k < vary->n; k++) {
    if (!isfinite(vary->value[k])) return true;
  }
  return false;
}

int ndrsim_axes_make(ndrsim_axes *self, const ndrsim_vary *vary, int n, ndrsim_column *column) {
  for (int k = 0; k < n; k++) {
    char *key = self->key[k];
    snprintf(key, sizeof self->key[k], "%.56s", vary[k].path);
    for (char *at = key; *at != '\0'; at++) {
      bool plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
      if (!plain) *at = *at >= 'A' && *at <= 'Z' ? (char)tolower((unsigned char)*at) : '_';
    }
    for (int other = 0; other < k; other++) { /* keys of a table are unique */
      if (strcmp(self->key[other], key) != 0) continue;
      size_t used = strlen(key);
      snprintf(key + used, sizeof self->key[k] - used, "_%d", k + 1);
    }
    snprintf(self->head[k], sizeof self->head[k], "%.60s", tail_of(vary[k].path));
    column[k] = (ndrsim_column){key, self->head[k], "",
                                has_words(&vary[k]) ? NDRSIM_FORM_TEXT : NDRSIM_FORM_REAL,
                                NDRSIM_COLUMN_NAME};
  }
  return n;
}

void ndrsim_axes_mind(const ndrsim_vary *vary, int n, const ndrsim_model *model,
                      ndrsim_section *section) {
  ndrsim_signup_paths paths = {0};
  for (int k = 0; k < n; k++) {
    ndrsim_signup_path(&paths, model, vary[k].path);
  }
  ndrsim_section_mind_signups(section, &paths, model);
}
