/* The names of the components of every bridge. */
#include "ledger/driver.h"

static const char *const flow_name[NDRSIM_FLOWS] = {[NDRSIM_FLOW_CONTRACTION] = "contraction",
                                                    [NDRSIM_FLOW_CHURN] = "churn",
                                                    [NDRSIM_FLOW_REACTIVATION] = "reactivation",
#define NDRSIM_NAME_OF(name, text, label) [NDRSIM_DRIVER_##name] = text,
                                                    NDRSIM_DRIVER_LIST(NDRSIM_NAME_OF)
#undef NDRSIM_NAME_OF
};

static const char *const flow_label[NDRSIM_FLOWS] = {[NDRSIM_FLOW_CONTRACTION] = "Contraction",
                                                     [NDRSIM_FLOW_CHURN] = "Churn",
                                                     [NDRSIM_FLOW_REACTIVATION] = "Reactivation",
#define NDRSIM_LABEL_OF(name, text, label) [NDRSIM_DRIVER_##name] = label,
                                                     NDRSIM_DRIVER_LIST(NDRSIM_LABEL_OF)
#undef NDRSIM_LABEL_OF
};

/* Readers of files may hold any number: a name for it is better than a crash. */
static const char unknown[] = "unknown";

const char *ndrsim_driver_name(int component) {
  return component >= 0 && component < NDRSIM_FLOWS ? flow_name[component] : unknown;
}

const char *ndrsim_driver_label(int component) {
  return component >= 0 && component < NDRSIM_FLOWS ? flow_label[component] : unknown;
}

const char *ndrsim_endpoint_name(int component) {
  if (component == NDRSIM_ENDPOINT_CHURNED) return "churned";
  return component >= 0 && component < NDRSIM_DRIVERS ? flow_name[component] : unknown;
}

const char *ndrsim_lens_name(int lens) {
  switch (lens) {
  case NDRSIM_LENS_INVOICE:
    return "invoice";
  case NDRSIM_LENS_CAUSE:
    return "cause";
  default:
    return unknown;
  }
}
