/* Add-ons: what is sold beside the plan (S1, S4). Each has a flat fee, a price per seat, a share of
 * the plan's bill, prices of metered units in tiers, a one-time fee, or several of these.
 *
 *   age a      = month - start                (a book's account: since the row's start)
 *   stage(a)   = 0 in month 0, light in 1-2, proactive in 3-5, strategic from 6 on (S4: 0-30,
 *                30-90, 90-180, 180+ days); times renewal in a renewal month of an annual contract
 *                from 6 on
 *   p(attach)  = hazard * stage(a) * explored [features explored >= explored_share]
 *                * exp(macro * factor), of customers (whoever was billed before) that do not
 *                hold it and would ever take it
 *   would ever take it: one draw per account and add-on, with probability `ceiling`
 *   p(drop)    = 1 - (1 - drop)^k where the contract is due; k = 1, annual contracts 12
 *
 * What is held is a set of bits, and that set is the value of the driver `add_on`. */
#include "models/add_on.h"

enum { YEAR = 12 };

static const ndrsim_param_def params[] = {
    [P_LIGHT] = {"cross_sell.light", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.3, 0, 100, NULL,
                 "Factor on the hazard of buying an add-on in months 1 and 2 of an account (light "
                 "touch); month 0 has none",
                 "assumption"},
    [P_PROACTIVE] = {"cross_sell.proactive", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0, 100, NULL,
                     "The same in months 3 to 5 (recommendations from use)", "assumption"},
    [P_STRATEGIC] = {"cross_sell.strategic", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0, 100, NULL,
                     "The same from month 6 on", "assumption"},
    [P_RENEWAL] = {"cross_sell.renewal", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 1, 0, 100, NULL,
                   "Further factor in the renewal month of an annual contract, from month 6 on "
                   "(add-ons bundled into the renewal)",
                   "S4"},
    [P_EXPLORED_SHARE] = {"cross_sell.explored_share", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0.6, 0, 1,
                          NULL, "Share of the features from which an account counts as explored",
                          "S1"},
    [P_EXPLORED] = {"cross_sell.explored", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 2, 0, 100, NULL,
                    "Factor on the hazard from that share on (the ratio that S1 measured is an "
                    "outcome: add_on_risk_ratio)",
                    "assumption"},
    [P_MACRO] = {"cross_sell.macro", "1", NDRSIM_REAL, NDRSIM_MAY_ANY, 0, -5, 5, NULL,
                 "Loading of the log hazard on the macro factor", "assumption"},
    [P_LANDMARK] = {"cross_sell.landmark", "months", NDRSIM_COUNT, NDRSIM_MAY_SEGMENT, 6, 0, 600,
                    NULL,
                    "Age at which accounts that do not hold all add-ons are put into two groups by "
                    "features explored, to compare purchases in the six months after (for reports "
                    "only)",
                    "assumption"},
    [P_SCALARS + A_FEE] = {"add_ons.*.fee", "currency/month", NDRSIM_MONEY,
                           NDRSIM_PER_ADD_ON | NDRSIM_MAY_ANY, 0, 0, 1e6, NULL,
                           "Flat fee of the add-on", "S4"},
    [P_SCALARS + A_SEAT] = {"add_ons.*.per_seat", "currency/(seat*month)", NDRSIM_MONEY,
                            NDRSIM_PER_ADD_ON | NDRSIM_MAY_ANY, 0, 0, 1e6, NULL,
                            "Price of the add-on for each seat of the account", "S1"},
    [P_SCALARS + A_SHARE] = {"add_ons.*.share_of_plan", "1", NDRSIM_REAL,
                             NDRSIM_PER_ADD_ON | NDRSIM_MAY_ANY, 0, 0, 10, NULL,
                             "Price of the add-on as a share of the plan's bill (seats x price, "
                             "less discounts), in basis points",
                             "S4"},
    [P_SCALARS + A_UNIT] = {"add_ons.*.per_unit", "currency/unit", NDRSIM_REAL,
                            NDRSIM_PER_ADD_ON | NDRSIM_MAY_ANY, 0, 0, 1000, NULL,
                            "Price of each metered unit (usage) above those included", "S4"},
    [P_SCALARS + A_INCLUDED] = {"add_ons.*.included", "units/month", NDRSIM_REAL,
                                NDRSIM_PER_ADD_ON | NDRSIM_MAY_ANY, 0, 0, 2e9, NULL,
                                "Metered units that the add-on includes", "S4"},
    [P_SCALARS + A_TIER_UNITS] = {"add_ons.*.tier_units", "units/month", NDRSIM_REAL,
                                  NDRSIM_PER_ADD_ON | NDRSIM_MAY_ANY, 0, 0, 2e9, NULL,
                                  "Units from which on the price is tier_price; 0 = one price",
                                  "S4"},
    [P_SCALARS + A_TIER_PRICE] = {"add_ons.*.tier_price", "currency/unit", NDRSIM_REAL,
                                  NDRSIM_PER_ADD_ON | NDRSIM_MAY_ANY, 0, 0, 1000, NULL,
                                  "Price of each unit beyond tier_units", "S4"},
    [P_SCALARS + A_ONCE] = {"add_ons.*.one_time", "currency", NDRSIM_MONEY,
                            NDRSIM_PER_ADD_ON | NDRSIM_NO_PRICE | NDRSIM_MAY_ANY, 0, 0, 1e6, NULL,
                            "Fee when the add-on is bought; not part of MRR", "S4"},
    [P_SCALARS + A_HAZARD] = {"add_ons.*.hazard", "1/month", NDRSIM_REAL,
                              NDRSIM_PER_ADD_ON | NDRSIM_NO_PRICE | NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                              "Probability that an account which would take the add-on buys it, "
                              "before the factors of cross_sell; small businesses resist a second "
                              "purchase: give it by segment",
                              "S1"},
    [P_SCALARS + A_CEILING] = {"add_ons.*.ceiling", "1", NDRSIM_REAL,
                               NDRSIM_PER_ADD_ON | NDRSIM_NO_PRICE | NDRSIM_MAY_ANY, 1, 0, 1, NULL,
                               "Share of the accounts that would ever take the add-on", "S1"},
    [P_SCALARS + A_DROP] = {"add_ons.*.drop", "1/month", NDRSIM_REAL,
                            NDRSIM_PER_ADD_ON | NDRSIM_NO_PRICE | NDRSIM_MAY_ANY, 0, 0, 1, NULL,
                            "Probability that the add-on is dropped (annual contracts: at renewal, "
                            "for the whole year)",
                            "S4"},
    [P_SCALARS + A_PRODUCT] = {"add_ons.*.product", "1", NDRSIM_SWITCH,
                               NDRSIM_PER_ADD_ON | NDRSIM_NO_PRICE, 0, 0, 1, NULL,
                               "The add-on is a product of its own: who holds it has more than one",
                               "S3"},
};

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_START] = READ_I32("start"),
    [U_STATUS] = READ_I32("status"),
    [U_FST] = READ_I32("fst"),
    [U_LANDING] = READ_I32("landing"),
    [U_DUE] = READ_I32("due"),
    [U_ANNUAL] = READ_I32("annual"),
    [U_EXPLORED] = MAYBE_READ_F32("explored_share"),
    [U_DIRTY] = POST_I32("dirty"),
    [U_HELD] = OWN_I32("add_ons_held", 0, "bit set: add-ons held"),
    [U_OPEN] = OWN_I32("add_ons_open", 0, "bit set: add-ons that the account would ever take"),
    [U_BOUGHT] = SCRATCH_I32("add_ons_bought", "bit set: add-ons bought this month"),
    [U_LANDMARK] = OWN_I32("landmark_group", NOWHERE,
                           "group at the landmark, until it has bought: 1 others, 2 explored"),
};

/* --- buying and dropping ---------------------------------------------------------------------- */

/* Factor of the account's age on every hazard of buying; 0 for whoever is no active customer. */
NDRSIM_VECTOR vf stage(const ndrsim_step_context *ctx, int i, vi active) {
  vi age = vi_set(ctx->month) - vi_load(column_i32(ctx, U_START) + i);
  vi renews = (vi_load(column_i32(ctx, U_DUE) + i) != vi_set(0)) &
              (vi_load(column_i32(ctx, U_ANNUAL) + i) != vi_set(0));
  vf f = vf_select(renews, vf_param(ctx->p[P_RENEWAL], i), vf_set(1)) *
         vf_param(ctx->p[P_STRATEGIC], i);
  f = vf_select(age < vi_set(6), vf_param(ctx->p[P_PROACTIVE], i), f);
  f = vf_select(age < vi_set(3), vf_param(ctx->p[P_LIGHT], i), f);
  return vf_select(active & (age > vi_set(0)), f, vf_set(0));
}

NDRSIM_VECTOR vi has_explored(const ndrsim_step_context *ctx, int i) {
  const float *explored = column_f32(ctx, U_EXPLORED);
  return explored ? vf_load(explored + i) >= vf_param(ctx->p[P_EXPLORED_SHARE], i) : vi_set(0);
}

/* What an annual contract faces at its renewal: a year of the monthly probability. */
static float yearly(double p) {
  double stays = 1;
  for (int k = 0; k < YEAR; k++)
    stays *= 1 - p;
  return (float)(1 - stays);
}

static void trace_trade(ndrsim_step_context *ctx, int i, int k, vi may_buy, vi may_drop,
                        const vwords *w, vf p, vf h, vi buys, vi drops, vf f) {
  int at = traced_lane(ctx, i, may_buy | may_drop);
  if (at < 0) return;
  if (may_buy[at]) {
    ndrsim_trace_event_at(ctx, "buy_add_on", NDRSIM_SITE_ADD_ON_BUY, (unsigned)k,
                          w->w[NDRSIM_WORD_ADD_ON_BUY][at], p[at], buys[at] != 0);
    trace_factor(ctx, "hazard", ctx->s[add_on_slot(ctx, A_HAZARD, k)]);
    trace_factor(ctx, "stage_explored_macro", (double)f[at]);
  } else {
    ndrsim_trace_event_at(ctx, "drop_add_on", NDRSIM_SITE_ADD_ON_DROP, (unsigned)k,
                          w->w[NDRSIM_WORD_ADD_ON_DROP][at], h[at], drops[at] != 0);
  }
}

static void trade(ndrsim_step_context *ctx) {
  const int32_t *low = column_i32(ctx, U_ID_LOW), *high = column_i32(ctx, U_ID_HIGH);
  int32_t *held = column_i32(ctx, U_HELD), *bought = column_i32(ctx, U_BOUGHT),
          *dirty = column_i32(ctx, U_DIRTY);
  int n = add_ons(ctx);
  vi zero = vi_set(0);
  float month[NDRSIM_MAX_MEMBERS], year[NDRSIM_MAX_MEMBERS]; /* probability of a drop */
  for (int k = 0; k < n; k++) {
    month[k] = (float)ctx->s[add_on_slot(ctx, A_DROP, k)];
    year[k] = yearly(ctx->s[add_on_slot(ctx, A_DROP, k)]);
  }
  vf macro = vf_set(ndrsim_exp1((float)(ctx->s[P_MACRO] * ctx->macro)));
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vi active = active_lanes(column_i32(ctx, U_STATUS), column_i32(ctx, U_FST), i, ctx->month) &
                lanes_in_use(ctx, i);
    active &= vi_load(column_i32(ctx, U_LANDING) + i) < vi_set(ctx->month); /* not on a free plan */
    vi before = vi_load(held + i), now = before, news = zero;
    vi open = vi_load(column_i32(ctx, U_OPEN) + i);
    vi due = vi_load(column_i32(ctx, U_DUE) + i) != zero,
       is_annual = vi_load(column_i32(ctx, U_ANNUAL) + i) != zero;
    vf f = stage(ctx, i, active);
    f = f * vf_select(has_explored(ctx, i), vf_param(ctx->p[P_EXPLORED], i), vf_set(1));
    f = f * macro;
    for (int k = 0; k < n && vi_any(active); k++) {
      vi bit = vi_set(1 << k), has = (before & bit) != zero;
      vi may_buy = active & ~has & ((open & bit) != zero), may_drop = active & has & due;
      if (!vi_any(may_buy | may_drop)) continue;
      vwords w = lane_words_at(ctx, low, high, i, NDRSIM_GROUP_ADD_ON_BUY, (unsigned)k);
      vf p = vf_param(ctx->p[add_on_slot(ctx, A_HAZARD, k)], i) * f;
      vf h = vf_select(is_annual, vf_set(year[k]), vf_set(month[k]));
      vi buys = may_buy & v_bernoulli(w.w[NDRSIM_WORD_ADD_ON_BUY], p);
      vi drops = may_drop & v_bernoulli(w.w[NDRSIM_WORD_ADD_ON_DROP], h);
      trace_trade(ctx, i, k, may_buy, may_drop, &w, p, h, buys, drops, f);
      now = (now | (bit & buys)) & ~(bit & drops);
      news |= bit & buys;
      int64_t count = -vi_sum64(buys);
      *add_on_counter(ctx, M_BOUGHT, k) += count;
      *add_on_counter(ctx, M_DROPPED, k) -= vi_sum64(drops);
      *add_on_counter(ctx, M_ONCE, k) += count * (int64_t)ctx->s[add_on_slot(ctx, A_ONCE, k)];
    }
    vi_store(held + i, now);
    vi_store(bought + i, news);
    vi_store(dirty + i, vi_load(dirty + i) | ((now != before) & vi_set(1)));
  }
}

/* --- beginning -------------------------------------------------------------------------------- */

static void start(ndrsim_step_context *ctx, int lane) {
  const int32_t *low = column_i32(ctx, U_ID_LOW), *high = column_i32(ctx, U_ID_HIGH);
  int32_t open = 0;
  for (int k = 0; k < add_ons(ctx); k++) {
    uint32_t word = lane_word_at(ctx, low, high, lane, NDRSIM_GROUP_ADD_ON_TYPE, (unsigned)k,
                                 NDRSIM_WORD_ADD_ON_TYPE);
    float p = ndrsim_step_lane(ctx, add_on_slot(ctx, A_CEILING, k), lane);
    int would = ndrsim_bernoulli1(word, p) != 0;
    open |= would << k;
    if (traced(ctx, lane))
      ndrsim_trace_event_at(ctx, "would_take", NDRSIM_SITE_ADD_ON_TYPE, (unsigned)k, word, p,
                            would != 0);
  }
  column_i32(ctx, U_OPEN)[lane] = open;
}

/* Rows say nothing of add-ons: what is paid is the plan's, and the add-ons are new to the account.
 */
static void condition(ndrsim_step_context *ctx, int lane, const ndrsim_row *row) {
  (void)row;
  start(ctx, lane);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_ADD_ONS, trade},
                                    {NDRSIM_PHASE_COSTS, ndrsim_add_on_count}};

static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_ADD_ON, "add_ons_held"}};

enum { UNITS_TERM = 3 }; /* after the others */
#define LIST_DRIVERS (1U << NDRSIM_DRIVER_ADD_ON | 1U << NDRSIM_DRIVER_PRICE)
static const ndrsim_bill_term terms[] = {
    {"add_on_fees", LIST_DRIVERS, ndrsim_add_on_fees},
    {"add_on_seats", LIST_DRIVERS | 1U << NDRSIM_DRIVER_SEAT, ndrsim_add_on_seats},
    /* and whatever the plan's bill depends on */
    {"add_on_shares",
     LIST_DRIVERS | 1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY |
         1U << NDRSIM_DRIVER_DISCOUNT,
     ndrsim_add_on_shares},
    [UNITS_TERM] = {"add_on_units", LIST_DRIVERS | 1U << NDRSIM_DRIVER_USAGE, ndrsim_add_on_units},
};

static bool bills_term(const ndrsim_step_context *ctx, int term) {
  return term != UNITS_TERM || ndrsim_add_on_metered(ctx);
}

static const ndrsim_counter_def counters[] = {
    [C_SCALARS + M_HOLDERS] = {"add_on_holders_#", "accounts", "customers that hold the add-on"},
    [C_SCALARS +
        M_BOUGHT] = {"add_on_bought_#", "accounts/month", "customers that bought it this month"},
    [C_SCALARS +
        M_DROPPED] = {"add_on_dropped_#", "accounts/month", "customers that dropped it this month"},
    [C_SCALARS +
        M_ONCE] = {"one_time_#", "cents/month", "one-time fees of those that bought it this month"},
    [C_SCALARS + M_MRR] = {"add_on_mrr_#", "cents/month", "MRR of the add-on"},
    [C_HELD] = {"add_ons_held", "add-ons", "add-ons held by customers"},
    [C_MRR] = {"add_on_mrr", "cents/month", "MRR of all add-ons"},
    [C_PRODUCTS] = {"multi_product", "accounts",
                    "customers that hold an add-on which is a product of its own"},
    [C_EXPLORED] = {"customers_explored", "accounts",
                    "customers that have explored cross_sell.explored_share of the "
                    "features or more"},
    [C_JUDGED_OTHERS] =
        {"landmark_others", "accounts/month",
         "customers without all add-ons that had explored less at the landmark, six "
         "months ago"},
    [C_JUDGED_EXPLORED] =
        {"landmark_explored", "accounts/month",
         "customers without all add-ons that had explored so much at the landmark, "
         "six months ago"},
    [C_BOUGHT_OTHERS] = {"landmark_others_bought", "accounts/month",
                         "of those who had explored less, with an add-on bought "
                         "since"},
    [C_BOUGHT_EXPLORED] = {"landmark_explored_bought", "accounts/month",
                           "of those who had explored so much, with an add-on bought "
                           "since"},
};

#define JUDGED "landmarks since month 0 whose six months are over"
static const ndrsim_metric_def metrics[] = {
    {"attach_rate_#", "%", NDRSIM_FORMAT_PERCENT, "add_on_holders_#", "customers", 1,
     "Share of customers that hold the add-on", .source = "S1"},
    {"add_on_bought_#", "accounts/month", NDRSIM_FORMAT_COUNT, "add_on_bought_#", NULL, 1,
     "Customers that bought the add-on this month", .source = "S1"},
    {"add_on_dropped_#", "accounts/month", NDRSIM_FORMAT_COUNT, "add_on_dropped_#", NULL, 1,
     "Customers that dropped the add-on this month", .source = "S4"},
    {"one_time_#", "currency/month", NDRSIM_FORMAT_MONEY, "one_time_#", NULL, 1,
     "One-time fees of the add-on this month; not part of MRR", .source = "S4"},
    {"add_on_mrr_#", "currency/month", NDRSIM_FORMAT_MONEY, "add_on_mrr_#", NULL, 1,
     "MRR of the add-on", .source = "definition"},
    {"add_on_mrr", "currency/month", NDRSIM_FORMAT_MONEY, "add_on_mrr", NULL, 1,
     "MRR of all add-ons", .source = "definition"},
    {"add_on_share_of_mrr", "%", NDRSIM_FORMAT_PERCENT, "add_on_mrr", "mrr", 1,
     "Share of MRR that add-ons bring", .source = "definition"},
    {"add_ons_per_customer", "add-ons/account", NDRSIM_FORMAT_RATIO, "add_ons_held", "customers", 1,
     "Average number of add-ons that a customer holds", .source = "S1"},
    {"multi_product_adoption", "%", NDRSIM_FORMAT_PERCENT, "multi_product", "customers", 1,
     "Share of customers with two products or more: the plan, and an add-on that is a product of "
     "its own",
     .source = "S3"},
    {"customers_explored_share", "%", NDRSIM_FORMAT_PERCENT, "customers_explored", "customers", 1,
     "Share of customers that have explored cross_sell.explored_share of the features or more",
     .source = "S1"},
    {"add_on_purchases_explored", "%", NDRSIM_FORMAT_PERCENT, "+landmark_explored_bought",
     "+landmark_explored", 1,
     "Of customers without all add-ons that had explored so much at the landmark: one bought "
     "within "
     "six months",
     .source = "S1", .convention = JUDGED},
    {"add_on_purchases_others", "%", NDRSIM_FORMAT_PERCENT, "+landmark_others_bought",
     "+landmark_others", 1, "The same for customers that had explored less", .source = "S1",
     .convention = JUDGED},
    {"add_on_risk_ratio", "1", NDRSIM_FORMAT_RATIO, "add_on_purchases_explored",
     "add_on_purchases_others", 1,
     "How much more often those who had explored so much buy an add-on: the ratio of both",
     .source = "S1", .kind = NDRSIM_METRIC_QUOTIENT,
     .formula = "add_on_purchases_explored / add_on_purchases_others", .convention = JUDGED},
};

const ndrsim_mechanism NDRSIM_MECHANISM(add_on) = {.name = "add_on",
                                                   .doc = "add-ons sold beside the plan",
                                                   .optional = true,
                                                   NDRSIM_PARAMS,
                                                   NDRSIM_USES,
                                                   NDRSIM_STEPS,
                                                   NDRSIM_COUNTERS,
                                                   NDRSIM_METRICS,
                                                   .source = sources,
                                                   .n_sources = 1,
                                                   .term = terms,
                                                   .n_terms = NDRSIM_COUNT_OF(terms),
                                                   .bills = ndrsim_add_on_bills,
                                                   .bills_term = bills_term,
                                                   .start = start,
                                                   .condition = condition};
