/* What a mechanism's vector code includes: vectors, mathematics, random words, samplers. */
#ifndef NDRSIM_SIM_VECTOR_H
#define NDRSIM_SIM_VECTOR_H

#include "sim/mechanism.h"
#include "sim/vec.h"
#include "sim/vmath.h"
#include "sim/vrand.h"
#include "sim/sampler.h"

/* Parameter p of lanes i..i+width-1: one kernel serves a value shared by all lanes and a column. */
NDRSIM_VECTOR vf vf_param(ndrsim_load p, int i) {
  return vf_load(p.base + ((uint32_t)i & p.mask));
}

#endif
