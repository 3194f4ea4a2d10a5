/* Closed forms of activation, workflows, demand and seats, and the 2% bias each must reject. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include "sim/block.h"
#include "tests/helpers/lab.h"

/* P(first success at age a | none yet) = h f^a; then whoever has none gives up with g. */
static void activation_with(double h_planted, double g_planted, int64_t accounts,
                            lab_score *score) {
  const double h = 0.15, f = 0.9, g = 0.1;
  double waiting = 1, fst = h, active = 0;
  lab l;
  lab_init(&l);
  lab_set(&l, "activation.hazard=%.17g", h * h_planted);
  lab_set(&l, "activation.fade=%.17g", f);
  lab_set(&l, "activation.give_up=%.17g", g * g_planted);
  lab_go(&l, accounts);
  for (int age = 0; age <= 24; age++, fst *= f) {
    double now = waiting * fst;
    active += now;
    waiting = waiting * (1 - fst) * (1 - g);
    if (age > 4 && age % 6 != 0) continue;
    lab_mean(score, &l, "activated", age, (double)accounts, now);
    lab_mean(score, &l, "onboarding", age, (double)accounts, waiting);
    lab_mean(score, &l, "customers", age, (double)accounts, active);
  }
  lab_free(&l);
}

static void activation_hazard(double planted, int64_t accounts, lab_score *score) {
  activation_with(planted, 1, accounts, score);
}

static void activation_give_up(double planted, int64_t accounts, lab_score *score) {
  activation_with(1, planted, accounts, score);
}

/* Billed from the start: customers are those who succeeded or still try. Whoever gives up in the
 * month of the start never pays. */
static void onboarding(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.4, g = 0.1;
  double waiting = 1, active = 0;
  (void)planted;
  lab l;
  lab_init(&l);
  lab_set(&l, "activation.hazard=%.17g", h);
  lab_set(&l, "activation.give_up=%.17g", g);
  lab_set(&l, "activation.lands=at_start");
  lab_go(&l, accounts);
  for (int t = 0; t <= 6; t++) {
    active += waiting * h;
    waiting *= (1 - h) * (1 - g);
    lab_mean(score, &l, "logos", t, (double)accounts, active + waiting);
  }
  lab_free(&l);
}

/* Without losses E W = Wmax - (Wmax - 1) exp(-rate t / Wmax). */
static void explore(double planted, int64_t accounts, lab_score *score) {
  const double most = 9, rate = 0.6;
  lab l;
  lab_init(&l);
  lab_set(&l, "workflow.ceiling=%g", most);
  lab_set(&l, "workflow.explore=%.17g", rate * planted / 1.5);
  lab_set(&l, "workflow.recommendation=1.5");
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t += t < 4 ? 1 : 4)
    lab_mean(score, &l, "workflows", t, (double)accounts,
             most - (most - 1) * exp(-rate * t / most));
  lab_free(&l);
}

/* With losses: x = W - 1 obeys x' = x (1 - l - g) + (Wmax - 1) g, so
 * E x_t = (Wmax - 1) g / (g + l) (1 - (1 - g - l)^t). */
static void loss(double planted, int64_t accounts, lab_score *score) {
  const double most = 11, rate = 1.5, lost = 0.12;
  const double g = -expm1(-rate / most), l1 = -expm1(-lost);
  lab l;
  lab_init(&l);
  lab_set(&l, "workflow.ceiling=%g", most);
  lab_set(&l, "workflow.explore=%.17g", rate);
  lab_set(&l, "workflow.loss=%.17g", lost * planted);
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t += t < 4 ? 1 : 4)
    lab_mean(score, &l, "workflows", t, (double)accounts,
             1 + (most - 1) * g / (g + l1) * (1 - pow(1 - g - l1, t)));
  lab_free(&l);
}

/* The mean of the log-normal demand is its level, in every month; tasks come in sixteenths. A
 * forced downturn multiplies it by exp(-macro * depth), season and novelty by theirs. */
static void demand_level(double planted, int64_t accounts, lab_score *score) {
  const double level = 100;
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=%.17g", level * planted);
  lab_set(&l, "demand.noise_sd=0.4");
  lab_set(&l, "demand.noise_rho=0.7");
  lab_set(&l, "demand.macro=0.3");
  lab_set(&l, "demand.novelty=0.5");
  lab_set(&l, "demand.novelty_months=2");
  lab_set(&l, "demand.season={\"schedule\":{\"0\":1,\"12\":1.2,\"13\":1}}");
  lab_set(&l, "macro.forced=[{\"from\":6,\"to\":8,\"regime\":\"downturn\"}]");
  lab_set(&l, "macro.depth=1.5");
  lab_go(&l, accounts);
  for (int t = 0; t <= 24; t += 2) {
    double expected = level * (1 + 0.5 * exp(-t / 2.0));
    if (t >= 6 && t <= 8) expected *= exp(-0.3 * 1.5);
    if (t == 12) expected *= 1.2;
    lab_mean(score, &l, "tasks_latent", t, 16 * (double)accounts, expected);
  }
  lab_free(&l);
}

/* A book's tasks are those of its month: 150 per user and workflow at season 2, a surge of
 * 0.5 exp(-1) and a factor of -0.6 mean a level of which the later months make their own use. */
static void observed_row(int64_t k, ndrsim_row *row) {
  (void)k;
  row->start = -2;
  row->tasks = 150;
}

static void observed_level(double planted, int64_t accounts, lab_score *score) {
  (void)planted;
  double level = 150 / (2 * (1 + 0.5 * exp(-1.0)) * exp(-0.3 * 2));
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level={\"dist\":\"uniform\",\"low\":1,\"high\":900,\"per\":\"account\"}");
  lab_set(&l, "demand.noise_sd=0.4");
  lab_set(&l, "demand.noise_rho=0.7");
  lab_set(&l, "demand.macro=0.3");
  lab_set(&l, "demand.novelty=0.5");
  lab_set(&l, "demand.novelty_months=2");
  lab_set(&l, "demand.season={\"schedule\":{\"0\":2,\"1\":1}}");
  lab_set(&l, "macro.forced=[{\"from\":0,\"to\":0,\"regime\":\"downturn\"}]");
  lab_set(&l, "macro.depth=2");
  lab_build(&l, NULL);
  lab_book(&l, accounts, 1, observed_row);
  lab_run(&l, NULL, 0, LAB_REPLICATES);
  /* the noise of month 0 is taken to be at its mean in logs: x = sd^2 / 2, and decays from there */
  for (int t = 1; t <= 5; t++) {
    double kept = pow(0.7, t), noise = 0.5 * 0.16 * (kept - kept * kept);
    lab_mean(score, &l, "tasks_latent", t, 16 * (double)accounts,
             level * (1 + 0.5 * exp(-(t + 2) / 2.0)) * exp(noise));
  }
  lab_free(&l);
}

/* The level is log-normal between 40 and 60: its posterior is that normal, cut off there. Noise is
 * new every month, so that the later months have the mean of the level. */
static double seen_tasks;

static void seen_row(int64_t k, ndrsim_row *row) {
  (void)k;
  row->tasks = (float)seen_tasks;
}

static double truncated_mean(double tasks, double s, double sd) {
  double total = s * s + sd * sd, mean = (log(tasks / 50) + sd * sd / 2) * s * s / total;
  double spread = s * sd / sqrt(total);
  double a = (log(0.8) - mean) / spread, b = (log(1.2) - mean) / spread;
  /* upper tails, which keep their digits for what was seen far above */
  double inside = gsl_cdf_ugaussian_Q(a) - gsl_cdf_ugaussian_Q(b);
  double moved = gsl_cdf_ugaussian_Q(a - spread) - gsl_cdf_ugaussian_Q(b - spread);
  return 50 * exp(mean + spread * spread / 2) * moved / inside;
}

static void truncated_level(double planted, int64_t accounts, lab_score *score) {
  static const double tasks[] = {30, 45, 150};
  (void)planted;
  for (int k = 0; k < 3; k++) {
    lab l;
    lab_init(&l);
    lab_set(&l, "demand.level={\"dist\":\"lognormal\",\"median\":50,\"sigma\":0.5,\"min\":40,"
                "\"max\":60,\"per\":\"account\"}");
    lab_set(&l, "demand.noise_sd=0.3");
    lab_set(&l, "demand.noise_rho=0");
    lab_build(&l, NULL);
    seen_tasks = tasks[k];
    lab_book(&l, accounts, 1, seen_row);
    lab_run(&l, NULL, 0, LAB_REPLICATES);
    for (int t = 1; t <= 4; t++)
      lab_mean(score, &l, "tasks_latent", t, 16 * (double)accounts,
               truncated_mean(tasks[k], 0.5, 0.3));
    lab_free(&l);
  }
}

/* A prospect of a book that started 3 months ago is at age 3 + t of its onboarding. */
static void prospect_row(int64_t k, ndrsim_row *row) {
  (void)k;
  row->start = -3;
  row->mrr = 0;
}

static void prospects(double planted, int64_t accounts, lab_score *score) {
  const double h = 0.4, f = 0.7;
  (void)planted;
  lab l;
  lab_init(&l);
  lab_set(&l, "activation.hazard=%.17g", h);
  lab_set(&l, "activation.fade=%.17g", f);
  lab_build(&l, NULL);
  lab_book(&l, accounts, 1, prospect_row);
  lab_run(&l, NULL, 0, LAB_REPLICATES);
  for (int t = 1; t <= 3; t++)
    lab_hazard(score, &l, "activated", "onboarding", 1, t, t, h * pow(f, 3 + t));
  lab_free(&l);
}

/* Seats of one account as a Markov chain: exact distribution month by month. */
typedef struct chain {
  int most;
  double p[512], next[512];
} chain;

static void chain_step(chain *c, double innovation, double imitation) {
  memset(c->next, 0, sizeof c->next);
  for (int s = 1; s <= c->most; s++) {
    if (c->p[s] < 1e-18) continue;
    double rate = innovation + imitation * s / c->most;
    for (int k = 0; k <= c->most - s; k++)
      c->next[s + k] +=
          c->p[s] * gsl_ran_binomial_pdf((unsigned)k, -expm1(-rate), (unsigned)(c->most - s));
  }
  memcpy(c->p, c->next, sizeof c->p);
}

static double chain_mean(const chain *c) {
  double sum = 0;
  for (int s = 1; s <= c->most; s++)
    sum += s * c->p[s];
  return sum;
}

/* Discrete Bass recursion in whole accounts: the engine's mean is that of the chain. */
static void seats_with(double inn, double imit, double planted, int64_t accounts,
                       lab_score *score) {
  chain c = {.most = 30};
  c.p[3] = 1;
  lab l;
  lab_init(&l);
  lab_set(&l, "seat.initial=3");
  lab_set(&l, "seat.headcount=40");
  lab_set(&l, "seat.saturation=0.75");
  lab_set(&l, "seat.innovation=%.17g", inn * planted);
  lab_set(&l, "seat.imitation=%.17g", imit * planted);
  lab_go(&l, accounts);
  for (int t = 1; t <= 24; t++) {
    chain_step(&c, inn, imit);
    if (t < 4 || t % 4 == 0) lab_mean(score, &l, "seats", t, (double)accounts, chain_mean(&c));
  }
  lab_free(&l);
}

static void imitation(double planted, int64_t accounts, lab_score *score) {
  seats_with(0, 0.12, planted, accounts, score);
}

static void innovation(double planted, int64_t accounts, lab_score *score) {
  seats_with(0.02, 0, planted, accounts, score);
}

static void bass(double planted, int64_t accounts, lab_score *score) {
  (void)planted;
  seats_with(0.01, 0.1, 1, accounts, score);
}

static const lab_check checks[] = {
    {"activation.hazard", activation_hazard, 10000, 4000},
    {"activation.give_up", activation_give_up, 10000, 10000},
    {"activation.lands at_start", onboarding, 10000, 0},
    {"workflow.explore", explore, 10000, 2000},
    {"workflow.loss", loss, 10000, 2000},
    {"activation of a book's prospects", prospects, 50000, 0},
    {"demand.level", demand_level, 10000, 500},
    {"demand.level of a book's rows", observed_level, 10000, 0},
    {"demand.level, truncated, of a book", truncated_level, 10000, 0},
    {"seat.imitation", imitation, 10000, 2000},
    {"seat.innovation", innovation, 10000, 2000},
    {"seat, both", bass, 10000, 0},
};
LAB_CHECK_TESTS(checks)

/* Engine's mean penetration at a month, and its standard error. */
static void penetration(int most, double imit, int month, int64_t accounts, double *mean,
                        double *se) {
  double value[LAB_REPLICATES];
  lab l;
  lab_init(&l);
  lab_set(&l, "horizon=%d", month);
  lab_set(&l, "seat.initial=%d", most / 10);
  lab_set(&l, "seat.headcount=%d", most);
  lab_set(&l, "seat.saturation=1");
  lab_set(&l, "seat.imitation=%.17g", imit);
  lab_go(&l, accounts);
  *mean = *se = 0;
  for (int k = 0; k < l.n; k++) {
    value[k] = (double)lab_counter(&l, k, "seats", month) / (double)(accounts * most);
    *mean += value[k] / l.n;
  }
  for (int k = 0; k < l.n; k++)
    *se += (value[k] - *mean) * (value[k] - *mean);
  *se = sqrt(*se / (l.n - 1.0) / l.n);
  lab_free(&l);
}

/* The mean field (infinite headcount): s' = s + (1 - s) (1 - exp(-q s)), s0 = 0.1. */
static double mean_field(double q, int months) {
  double s = 0.1;
  for (int t = 0; t < months; t++)
    s += (1 - s) * -expm1(-q * s);
  return s;
}

/* Small companies spread more slowly than the mean field, by O(1/headcount): each step to four
 * times the headcount cuts the gap to about a quarter. */
static void gap_shrinks_with_headcount(void **state) {
  (void)state;
  static const int most[] = {20, 80, 320};
  const double q = 0.12;
  double gap[3], field = mean_field(q, 24);
  for (int k = 0; k < 3; k++) {
    chain *c = calloc(1, sizeof *c);
    double mean, se;
    assert_non_null(c);
    c->most = most[k];
    c->p[most[k] / 10] = 1;
    for (int t = 0; t < 24; t++)
      chain_step(c, 0, q);
    double exact = chain_mean(c) / most[k];
    free(c);
    penetration(most[k], q, 24, lab_accounts(k == 2 ? 2500 : 10000), &mean, &se);
    gap[k] = field - exact;
    printf("  headcount %3d: mean field %.5f, engine %.5f +- %.5f, exact %.5f, gap x N %.3f\n",
           most[k], field, mean, se, exact, gap[k] * most[k]);
    assert_true(fabs(mean - exact) <= 4 * se);
    if (lab_full_size()) assert_true(field - mean > 4 * se);
  }
  assert_true(gap[1] < gap[0] / 3 && gap[2] < gap[1] / 3.5);
}

/* With small steps and a large headcount the path is the logistic 1 / (1 + 9 exp(-q t)); what is
 * left is O(step) and halves with it. */
static void logistic_limit(void **state) {
  (void)state;
  double far[2];
  for (int k = 0; k < 2; k++) {
    double q = k ? 0.03 : 0.06, mean, se;
    int months = k ? 100 : 50;
    double logistic = 1 / (1 + 9 * exp(-q * months));
    penetration(2000, q, months, lab_accounts(200), &mean, &se);
    far[k] = logistic - mean;
    printf("  step %.2f: logistic %.5f, engine %.5f +- %.5f\n", q, logistic, mean, se);
    double finite = logistic - mean_field(q, months); /* of the step alone */
    assert_true(finite > 0 && far[k] > -4 * se);
    /* finite headcount takes off less than 2/N, see above */
    double gap = mean_field(q, months) - mean;
    assert_true(gap > -4 * se && gap < 2.0 / 2000 + 4 * se);
  }
  assert_true(far[1] < far[0]);
}

/* AR(1) log-noise of an account: variance sd^2, autocorrelation rho. Lanes stay in place because
 * nobody leaves, so last month's value of a lane is its account's. */
typedef struct noise {
  int column;
  float before[4096];
  double square[LAB_REPLICATES], product[LAB_REPLICATES], n[LAB_REPLICATES];
} noise;

static void see_noise(void *user, const ndrsim_block *block, int month) {
  noise *self = user;
  const float *x = ndrsim_block_f32(block, self->column);
  uint32_t k = block->values->replicate.idiosyncratic;
  assert_true(block->n <= 4096);
  for (int i = 0; i < block->n; i++) {
    self->square[k] += (double)(x[i] * x[i]);
    if (month > 0) self->product[k] += (double)(x[i] * self->before[i]);
    self->n[k]++;
    self->before[i] = x[i];
  }
}

static void noise_is_stationary(void **state) {
  (void)state;
  const double sd = 0.4, rho = 0.7;
  static noise seen;
  ndrsim_plan plan;
  ndrsim_observer observer = {see_noise, &seen};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer};
  lab_score score = {0};
  int64_t accounts = lab_accounts(400);
  lab l;
  lab_init(&l);
  lab_set(&l, "demand.level=1");
  lab_set(&l, "demand.noise_sd=%g", sd);
  lab_set(&l, "demand.noise_rho=%g", rho);
  lab_set(&l, "acquisition.initial=%lld", (long long)accounts);
  lab_build(&l, NULL);
  assert_int_equal(ndrsim_plan_init(&plan, &l.model, NULL), NDRSIM_OK);
  seen.column = ndrsim_plan_column(&plan, "log_noise");
  ndrsim_plan_free(&plan);
  assert_true(seen.column >= 0);
  lab_run(&l, &options, 0, LAB_REPLICATES);
  for (int k = 0; k < l.n; k++) {
    assert_true(seen.n[k] == (double)accounts * 25);
    seen.square[k] /= seen.n[k];
    seen.product[k] /= seen.n[k] * 24 / 25;
  }
  lab_expect(&score, "variance of the log-noise", seen.square, l.n, sd * sd, 0);
  lab_expect(&score, "its autocovariance at one month", seen.product, l.n, rho * sd * sd, 0);
  printf("  z = %+.2f (%s)\n", score.z, score.what);
  assert_true(fabs(score.z) <= 4);
  lab_free(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_forms), cmocka_unit_test(planted_bias),
                                     cmocka_unit_test(gap_shrinks_with_headcount),
                                     cmocka_unit_test(logistic_limit),
                                     cmocka_unit_test(noise_is_stationary)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
