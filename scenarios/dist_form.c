#include "scenarios/dist_form.h"

static const ndrsim_dist_form forms[] = {
    {NDRSIM_DIST_NORMAL, NDRSIM_FORM_CANONICAL, {"mean", "sd"}},
    {NDRSIM_DIST_LOGNORMAL, NDRSIM_FORM_CANONICAL, {"mu", "sigma"}},
    {NDRSIM_DIST_LOGNORMAL, NDRSIM_FORM_MOMENTS, {"mean", "sd"}},
    {NDRSIM_DIST_LOGNORMAL, NDRSIM_FORM_MEDIAN, {"median", "sigma"}},
    {NDRSIM_DIST_BETA, NDRSIM_FORM_CANONICAL, {"a", "b"}},
    {NDRSIM_DIST_BETA, NDRSIM_FORM_MOMENTS, {"mean", "sd"}},
    {NDRSIM_DIST_GAMMA, NDRSIM_FORM_CANONICAL, {"shape", "scale"}},
    {NDRSIM_DIST_GAMMA, NDRSIM_FORM_MOMENTS, {"mean", "sd"}},
    {NDRSIM_DIST_UNIFORM, NDRSIM_FORM_CANONICAL, {"low", "high"}},
    {NDRSIM_DIST_UNIFORM, NDRSIM_FORM_MOMENTS, {"mean", "sd"}},
    {NDRSIM_DIST_TRIANGULAR, NDRSIM_FORM_CANONICAL, {"low", "mode", "high"}},
    {NDRSIM_DIST_PERT, NDRSIM_FORM_CANONICAL, {"low", "mode", "high"}},
    {NDRSIM_DIST_EXPONENTIAL, NDRSIM_FORM_CANONICAL, {"mean"}},
    {NDRSIM_DIST_DISCRETE, NDRSIM_FORM_CANONICAL, {"values", "weights"}},
};

const ndrsim_dist_form *ndrsim_dist_forms(int *n) {
  *n = (int)(sizeof forms / sizeof forms[0]);
  return forms;
}
