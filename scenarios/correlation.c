/* "correlations": Gaussian copulas between layer-1 draws, and between traits. */
#include "scenarios/loader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include "scenarios/suggest.h"

#define SMALLEST_EIGENVALUE 1e-10

/* One end of a correlation. */
typedef struct end {
  bool trait;
  int index; /* a draw, or the first trait of the parameter */
} end;

/* Participants of one copula in order of appearance, and their correlation matrix. */
typedef struct copula {
  int n;
  int *member;    /* draw or first trait */
  double *matrix; /* [most][most] */
  int most;
} copula;

static bool find_end(const ndrsim_model *model, const char *path, end *out) {
  for (int i = 0; i < model->n_draws; i++)
    if (strcmp(model->draw[i].path, path) == 0) {
      *out = (end){false, i};
      return true;
    }
  for (int i = 0; i < model->n_traits; i++)
    if (strcmp(model->trait[i].path, path) == 0) {
      *out = (end){true, i};
      return true;
    }
  return false;
}

static ndrsim_status no_such_end(ndrsim_loader *self, const cJSON *item, const char *path) {
  const ndrsim_model *model = self->model;
  /* what is wrong with that distribution, or with the name of the tier, was said there */
  if (ndrsim_json_at_fault(&self->json, item->valuestring) ||
      (self->doubtful_tiers && strncmp(item->valuestring, "tiers.", 6) == 0) ||
      (self->doubtful_segments && strstr(item->valuestring, ".by_segment.") != NULL))
    return ndrsim_json_said(self->err);
  size_t most = (size_t)model->n_draws + (size_t)model->n_traits;
  const char **candidate = calloc(most + 1, sizeof *candidate);
  int n = 0;
  size_t length = strlen(item->valuestring);
  const char *near = NULL;
  for (int i = 0; candidate != NULL && i < model->n_draws; i++)
    candidate[n++] = model->draw[i].path;
  for (int i = 0; candidate != NULL && i < model->n_traits; i++)
    candidate[n++] = model->trait[i].path;
  for (int i = 0; i < n && near == NULL; i++) /* "churn.base" -> "churn.base.by_segment.smb" */
    if (strncmp(candidate[i], item->valuestring, length) == 0 && candidate[i][length] == '.')
      near = candidate[i];
  if (near == NULL) near = ndrsim_suggest(item->valuestring, candidate, n);
  ndrsim_loader_expected(self, item, path, "nothing is drawn there",
                         "the path of a distribution in this scenario");
  if (near != NULL) snprintf(self->err->suggestion, sizeof self->err->suggestion, "%s", near);
  free(candidate);
  return NDRSIM_INPUT;
}

static ndrsim_status read_between(ndrsim_loader *self, const cJSON *item, const char *path,
                                  end ends[2]) {
  char at[NDRSIM_JSON_PATH];
  int64_t before = self->json.faults;
  const cJSON *between = cJSON_GetObjectItemCaseSensitive(item, "between");
  snprintf(at, sizeof at, "%.150s.between", path);
  if (!cJSON_IsArray(between) || cJSON_GetArraySize(between) != 2)
    return ndrsim_loader_expected(self, between != NULL ? between : item, at,
                                  between != NULL ? "" : "missing", "an array of two paths");
  for (int e = 0; e < 2; e++) {
    const cJSON *name = cJSON_GetArrayItem(between, e);
    ndrsim_status status = NDRSIM_OK;
    snprintf(at, sizeof at, "%.150s.between[%d]", path, e);
    if (!cJSON_IsString(name))
      status = ndrsim_loader_expected(self, name, at, "", "a path");
    else if (!find_end(self->model, name->valuestring, &ends[e]))
      status = no_such_end(self, name, at);
    status = ndrsim_loader_carry_on(self, status);
    if (status != NDRSIM_OK) return status;
  }
  if (self->json.faults != before) return ndrsim_loader_since(self, before);
  if (ends[0].trait != ends[1].trait)
    return NDRSIM_LOADER_FAIL(self, between, false, at,
                              "one end is drawn per account and the other once per replicate: only "
                              "draws of the same layer can be correlated");
  if (ends[0].index == ends[1].index)
    return NDRSIM_LOADER_FAIL(self, between, false, at, "both ends are the same");
  return NDRSIM_OK;
}

/* Reads "between" and "rho" of one element. */
static ndrsim_status read_pair(ndrsim_loader *self, const cJSON *item, const char *path,
                               end ends[2], double *rho) {
  static const char *const key[] = {"between", "rho"};
  char at[NDRSIM_JSON_PATH];
  int64_t before = self->json.faults;
  if (!cJSON_IsObject(item))
    return ndrsim_loader_expected(self, item, path, "", "an object with \"between\" and \"rho\"");
  ndrsim_status status =
      ndrsim_loader_carry_on(self, ndrsim_loader_members(self, item, path, key, 2));
  if (status == NDRSIM_OK)
    status = ndrsim_loader_carry_on(self, read_between(self, item, path, ends));
  if (status != NDRSIM_OK) return status;
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, "rho");
  snprintf(at, sizeof at, "%.150s.rho", path);
  if (!cJSON_IsNumber(value) || !(fabs(value->valuedouble) < 1))
    return ndrsim_loader_expected(self, value != NULL ? value : item, at,
                                  value != NULL ? "" : "missing",
                                  "a number between -1 and 1, both excluded");
  *rho = value->valuedouble;
  return ndrsim_loader_since(self, before);
}

static int position(copula *c, int member) {
  for (int i = 0; i < c->n; i++)
    if (c->member[i] == member) return i;
  c->member[c->n] = member;
  c->matrix[c->n * c->most + c->n] = 1;
  return c->n++;
}

static ndrsim_status copula_init(copula *c, int pairs, ndrsim_error *err) {
  c->most = 2 * pairs;
  c->member = calloc((size_t)c->most, sizeof *c->member);
  c->matrix = calloc((size_t)c->most * (size_t)c->most, sizeof *c->matrix);
  if (c->member != NULL && c->matrix != NULL) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for %d correlations", pairs);
}

/* The smallest eigenvalue. GSL's Cholesky calls the process-wide error handler on a matrix that is
 * not positive definite, so that is settled first, by a routine that cannot fail. */
static ndrsim_status smallest_eigenvalue(const double *matrix, int n, double *smallest,
                                         ndrsim_error *err) {
  size_t size = (size_t)n;
  double *space = malloc((size * size + 3 * size) * sizeof *space);
  if (space == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  memcpy(space, matrix, size * size * sizeof *space);
  gsl_matrix_view a = gsl_matrix_view_array(space, size, size);
  gsl_vector_view eval = gsl_vector_view_array(space + size * size, size);
  gsl_eigen_symm_workspace work = {size, space + size * size + size,
                                   space + size * size + 2 * size};
  ndrsim_status status = NDRSIM_OK;
  if (gsl_eigen_symm(&a.matrix, &eval.vector, &work) != GSL_SUCCESS)
    status = ndrsim_error_set(err, NDRSIM_NUMERIC, "eigenvalues of the correlations failed");
  *smallest = INFINITY;
  for (size_t i = 0; i < size; i++)
    *smallest = fmin(*smallest, space[size * size + i]);
  free(space);
  return status;
}

/* Lower Cholesky factor, row-major, into *factor (NULL for an empty copula). */
static ndrsim_status factorise(ndrsim_loader *self, const copula *c, const cJSON *item,
                               double **factor) {
  size_t n = (size_t)c->n;
  double smallest = 0;
  if (c->n == 0) return NDRSIM_OK;
  double *m = malloc(n * n * sizeof *m);
  if (m == NULL) return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
  *factor = m;
  for (size_t i = 0; i < n; i++)
    memcpy(m + i * n, c->matrix + i * (size_t)c->most, n * sizeof *m);
  ndrsim_status status = smallest_eigenvalue(m, c->n, &smallest, self->err);
  if (status != NDRSIM_OK) return status;
  if (smallest < SMALLEST_EIGENVALUE)
    return NDRSIM_LOADER_FAIL(self, item, false, "correlations",
                              "the correlation matrix is not positive definite (smallest "
                              "eigenvalue %.3g): these correlations contradict each other",
                              smallest);
  gsl_matrix_view a = gsl_matrix_view_array(m, n, n);
  if (gsl_linalg_cholesky_decomp1(&a.matrix) != GSL_SUCCESS)
    return ndrsim_error_set(self->err, NDRSIM_NUMERIC, "Cholesky of the correlations failed");
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++)
      m[i * n + j] = 0; /* GSL leaves the original above the diagonal */
  return NDRSIM_OK;
}

/* Tells the draws and traits their rows. A trait that was given for several segments is one
 * participant: an account has only one of them. */
static void number_members(ndrsim_model *model, const copula *draws, const copula *traits) {
  for (int i = 0; i < draws->n; i++)
    model->draw[draws->member[i]].correlated = i;
  for (int i = 0; i < traits->n; i++)
    for (int t = 0; t < model->n_traits; t++)
      if (strcmp(model->trait[t].path, model->trait[traits->member[i]].path) == 0)
        model->trait[t].correlated = i;
  model->n_correlated = draws->n;
  model->n_trait_correlated = traits->n;
}

/* One element of the list, into the copula of its layer. */
static ndrsim_status add_pair(ndrsim_loader *self, const cJSON *item, const char *path,
                              copula *draws, copula *traits) {
  end ends[2] = {{false, 0}, {false, 0}};
  double rho = 0;
  ndrsim_status status = read_pair(self, item, path, ends, &rho);
  if (status != NDRSIM_OK) return status;
  copula *mine = ends[0].trait ? traits : draws;
  int a = position(mine, ends[0].index), b = position(mine, ends[1].index);
  double *cell = &mine->matrix[a * mine->most + b];
  if (*cell != 0) return NDRSIM_LOADER_FAIL(self, item, false, path, "the pair is given twice");
  *cell = mine->matrix[b * mine->most + a] = rho;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_loader_correlations(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(self->json.root, "correlations"), *item;
  copula draws = {0}, traits = {0};
  int index = 0, pairs = cJSON_GetArraySize(list);
  int64_t before = self->json.faults;
  ndrsim_status status = NDRSIM_OK;
  if (list == NULL) return NDRSIM_OK;
  if (!cJSON_IsArray(list))
    return ndrsim_loader_expected(self, list, "correlations", "", "an array");
  if (pairs == 0) return NDRSIM_OK;
  if (pairs > 500)
    return NDRSIM_LOADER_FAIL(self, list, false, "correlations", "more than 500 correlations");
  status = copula_init(&draws, pairs, self->err);
  if (status == NDRSIM_OK) status = copula_init(&traits, pairs, self->err);
  cJSON_ArrayForEach(item, list) {
    char path[64];
    if (status != NDRSIM_OK) goto out;
    snprintf(path, sizeof path, "correlations[%d]", index++);
    status = ndrsim_loader_carry_on(self, add_pair(self, item, path, &draws, &traits));
  }
  if (status == NDRSIM_OK) status = ndrsim_loader_since(self, before);
  if (status == NDRSIM_OK) status = factorise(self, &draws, list, &model->correlation);
  if (status == NDRSIM_OK) status = factorise(self, &traits, list, &model->trait_correlation);
  if (status == NDRSIM_OK) number_members(model, &draws, &traits);
out:
  free(draws.member);
  free(draws.matrix);
  free(traits.member);
  free(traits.matrix);
  return status;
}
