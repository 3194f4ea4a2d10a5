/* manifest.json: what `verify` does again without asking. */
#include <stdlib.h>
#include <string.h>
#include "report/manifest.h"
#include "tests/fuzz/fuzz.h"

/* What verify relies on. */
static void check(const ndrsim_manifest *m) {
  fuzz_promise(m->horizon >= 1 && m->replicates >= 1 && m->replicates <= m->replicates_requested &&
                   m->layer_samples >= 0 && m->layer_samples <= m->layer_samples_requested,
               "a number of the manifest is out of its range");
  fuzz_promise(m->book || m->book_path == NULL, "the path of no book");
  fuzz_promise(m->book_path == NULL || m->book_path[0] != '/', "an absolute path");
  fuzz_promise((m->charts == NULL) == (m->chart_formats == NULL), "charts without a format");
  for (int k = 0; k < m->n_overrides; k++)
    fuzz_promise(m->override[k] != NULL, "change %d is nothing", k);
  for (int k = 0; k < m->n_files; k++) {
    const char *name = m->file[k].name;
    fuzz_promise(name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL,
                 "`%s` is no plain name", name);
    fuzz_promise(strlen(m->file[k].sha256) == NDRSIM_DIGEST_SIZE - 1, "a digest of %zu digits",
                 strlen(m->file[k].sha256));
    fuzz_promise(ndrsim_manifest_find(m, name) == &m->file[k], "`%s` is listed twice", name);
  }
  fuzz_promise(ndrsim_version_compare(m->version, m->version) == 0, "version `%s`", m->version);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ndrsim_manifest *manifest = malloc(sizeof *manifest);
  ndrsim_error err = {0};
  if (manifest == NULL) return 0;
  ndrsim_status status =
      ndrsim_manifest_parse((const char *)data, size, "manifest.json", manifest, &err);
  fuzz_check_error(status, &err, fuzz_bad_input);
  if (status == NDRSIM_OK) check(manifest);
  ndrsim_manifest_free(manifest);
  free(manifest);
  return 0;
}
