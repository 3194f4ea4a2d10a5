/* The list of draw sites: where in the program randomness is used.
 *
 * A draw is a pure function of (seed, replicate index of its layer, stable 64-bit id, month, site,
 * index). One Philox4x32-10 call gives four 32-bit words; a site is a (group, word) pair, so that
 * sites which are always needed together share a call. APPEND ONLY: an entry is never moved,
 * removed or reused (tests/sim/test_site.c locks the list). Decision 0001.
 *
 * X(NAME, group, word, layer, what)
 */
#ifndef NDRSIM_SIM_SITE_H
#define NDRSIM_SIM_SITE_H

#define NDRSIM_SITE_LIST(X)                                                                        \
  X(PARAMETER, 0, 0, PARAMETER, "one layer-1 draw; id = hash of the JSON path")                    \
  X(MACRO_FACTOR, 1, 0, MACRO, "innovation of the AR(1) factor")                                   \
  X(MACRO_REGIME, 1, 1, MACRO, "switch of the regime")                                             \
  X(TRAIT, 2, 0, IDIOSYNCRATIC, "per-account trait; id = combine(account, hash of the path)")      \
  X(BOOK, 3, 0, IDIOSYNCRATIC, "conditional draw for a book row; index runs")                      \
  X(WORKFLOW_GAIN, 16, 0, IDIOSYNCRATIC, "binomial discoveries")                                   \
  X(WORKFLOW_LOSS, 16, 1, IDIOSYNCRATIC, "binomial losses")                                        \
  X(DEMAND_NOISE, 16, 2, IDIOSYNCRATIC, "innovation of the log-noise")                             \
  X(SEAT_GAIN, 16, 3, IDIOSYNCRATIC, "binomial word of mouth")                                     \
  X(CHURN, 17, 0, IDIOSYNCRATIC, "cancellation")                                                   \
  X(UPGRADE, 17, 1, IDIOSYNCRATIC, "self-serve upgrade at the prompt or at the cap")               \
  X(CONTRACTION, 17, 2, IDIOSYNCRATIC, "seat cut or champion's departure")                         \
  X(INQUIRY, 17, 3, IDIOSYNCRATIC, "'can we extend to team X'")                                    \
  X(ACTIVATION, 18, 0, IDIOSYNCRATIC, "first successful task")                                     \
  X(ONBOARDING_CHURN, 18, 1, IDIOSYNCRATIC, "gives up before activation")                          \
  X(CONTRACT_TERM, 19, 0, IDIOSYNCRATIC, "annual or monthly; at the start month")                  \
  X(DOWNGRADE, 19, 1, IDIOSYNCRATIC, "tier down when utilisation stays low")                       \
  X(RETURN_TIME, 19, 2, IDIOSYNCRATIC, "months until a churned account returns, or never")         \
  X(PLAY_PUSH, 20, 0, IDIOSYNCRATIC, "outcome of pushing workflow candidates")                     \
  X(PLAY_CLOSE, 20, 1, IDIOSYNCRATIC, "sales closes an upgrade or a roll-out")                     \
  X(PLAY_ROLLOUT, 20, 2, IDIOSYNCRATIC, "activated seats of a department roll-out")                \
  X(SEATS_INITIAL, 21, 0, IDIOSYNCRATIC, "reserved: seats at landing beyond the trait")            \
  X(PREMATURE, 20, 3, IDIOSYNCRATIC, "conversion of a premature pitch")                            \
  X(ROLLOUT_FIRST, 24, 0, IDIOSYNCRATIC, "department: first successes in the first month")         \
  X(ROLLOUT_LATER, 24, 1, IDIOSYNCRATIC, "department: first successes in a later month")           \
  X(PLAY_FRICTION, 24, 2, IDIOSYNCRATIC, "a negotiation goes on for another month")                \
  X(ADD_ON_BUY, 27, 0, IDIOSYNCRATIC, "an add-on is bought; index = its place in the list")        \
  X(ADD_ON_DROP, 27, 1, IDIOSYNCRATIC, "an add-on is dropped; index as above")                     \
  X(ADD_ON_TYPE, 28, 0, IDIOSYNCRATIC, "would ever take it; at the start month, index as above")   \
  X(FEATURE_GAIN, 28, 1, IDIOSYNCRATIC, "binomial discoveries of features")                        \
  X(FEATURE_CONTROL, 28, 2, IDIOSYNCRATIC, "needs a control that the next plan has")               \
  X(LICENCE_ADD, 24, 3, IDIOSYNCRATIC, "a customer adds seats to its licence")                     \
  X(PROMOTION, 22, 0, IDIOSYNCRATIC, "lands with a promotion; at the start month")                 \
  X(COMMIT, 22, 1, IDIOSYNCRATIC, "an account used company-wide signs a commitment")               \
  X(OUTCOME_CONTRACT, 23, 0, IDIOSYNCRATIC, "pays by outcome; at the start month")                 \
  X(OUTCOME, 23, 1, IDIOSYNCRATIC, "whether an outcome was delivered, and its size")               \
  X(CONVERSION, 22, 2, IDIOSYNCRATIC, "from the free plan to a paid one")                          \
  X(TERMS, 25, 0, IDIOSYNCRATIC, "a customer that declined an upgrade agrees to overage")          \
  X(USAGE_NOISE, 29, 0, IDIOSYNCRATIC, "innovation of the log-noise of metered units")             \
  X(USAGE_SPIKE, 29, 1, IDIOSYNCRATIC, "a temporary burst of units")                               \
  X(USAGE_QUIET, 29, 2, IDIOSYNCRATIC, "a month without units")                                    \
  X(USAGE_OPTIMISE, 29, 3, IDIOSYNCRATIC, "usage is cut because of its price")                     \
  X(USAGE_COMMIT, 30, 0, IDIOSYNCRATIC, "a commitment is signed")                                  \
  X(DESIGN, 31, 0, PARAMETER,                                                                      \
    "a point of a sweep; id = hash of the JSON path, replicate = design")                          \
  X(KEY_ACCOUNT, 32, 0, IDIOSYNCRATIC, "a key account leaves, whatever its contract says")

typedef enum ndrsim_site {
#define NDRSIM_SITE_ENUM(name, group, word, layer, doc) NDRSIM_SITE_##name,
  NDRSIM_SITE_LIST(NDRSIM_SITE_ENUM)
#undef NDRSIM_SITE_ENUM
      NDRSIM_SITES
} ndrsim_site;

/* compile-time group and word of a site: NDRSIM_GROUP_CHURN, NDRSIM_WORD_CHURN */
enum {
#define NDRSIM_SITE_CONST(name, group, word, layer, doc)                                           \
  NDRSIM_GROUP_##name = group, NDRSIM_WORD_##name = word,
  NDRSIM_SITE_LIST(NDRSIM_SITE_CONST)
#undef NDRSIM_SITE_CONST
};

/* A row of the list; NULL for anything else. */
typedef struct ndrsim_site_info {
  const char *name, *layer, *doc; /* "CHURN", "IDIOSYNCRATIC", "cancellation" */
  unsigned group, word;
} ndrsim_site_info;
const ndrsim_site_info *ndrsim_site_describe(ndrsim_site site);

/* Layout of the 128-bit Philox counter:
 *   c0, c1  stable 64-bit id, low then high
 *   c2      replicate index of the draw's layer
 *   c3      month (12 bits) << 20 | group (8 bits) << 12 | index (12 bits)
 * key = the 64-bit seed, low then high. */
#define NDRSIM_COUNTER3(month, group, index)                                                       \
  (((unsigned)(month) << 20) | ((unsigned)(group) << 12) | (unsigned)(index))

#endif
