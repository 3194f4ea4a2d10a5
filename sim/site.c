/* The names of the draw sites, for whoever shows draws to people. */
#include "sim/site.h"

static const ndrsim_site_info sites[NDRSIM_SITES] = {
#define NDRSIM_SITE_ROW(name, group, word, layer, doc)                                             \
  [NDRSIM_SITE_##name] = {#name, #layer, doc, group, word},
    NDRSIM_SITE_LIST(NDRSIM_SITE_ROW)
#undef NDRSIM_SITE_ROW
};

const ndrsim_site_info *ndrsim_site_describe(ndrsim_site site) {
  return (unsigned)site < NDRSIM_SITES ? &sites[site] : (const ndrsim_site_info *)0;
}
