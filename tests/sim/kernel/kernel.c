#include "tests/sim/kernel/kernel.h"

#include "sim/sampler.h"
#include "sim/vmath.h"
#include "sim/vrand.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

typedef struct sink {
  uint32_t *out;
  int n, i, column;
} sink;

NDRSIM_VECTOR void put(sink *s, vu x) {
  vu_store(s->out + s->column++ * s->n + s->i, x);
}

/* A real of any size from a word, the special values among them. */
NDRSIM_VECTOR vf any_real(vu word) {
  return (vf)word;
}

void JOIN(ndrsim_test_kernel_, NDRSIM_ISA)(int n, const uint32_t *word, const float *real,
                                           uint32_t *out) {
  for (int i = 0; i < n; i += NDRSIM_WIDTH) {
    sink s = {out, n, i, 0};
    vu w = vu_load(word + i);
    vf x = vf_load(real + i), magnitude = vf_max(x, -x), any = any_real(w);
    vwords v = v_philox(UINT64_C(0x0123456789abcdef), w, ~w, 77, 0x02411005u);
    for (int k = 0; k < 4; k++)
      put(&s, v.w[k]);
    put(&s, (vu)vf_exp(x));
    put(&s, (vu)vf_expm1neg(magnitude * vf_set(0.1f)));
    put(&s, (vu)vf_log(magnitude));
    put(&s, (vu)vf_softplus(x));
    put(&s, (vu)vf_normal_quantile(w));
    put(&s, (vu)vf_normal_upper(w));
    put(&s, (vu)vf_uniform(w));
    put(&s, (vu)v_bernoulli(v.w[0], vf_uniform(w)));
    /* small and large means, no trials, rate 0 */
    vi many = (vi)(v.w[2] & 0x3fu) == vi_set(0);
    vi trials = (vi)(v.w[1] & 0xffu) * vi_select(many, vi_set(999), vi_set(1));
    put(&s, (vu)v_binomial(v.w[3], trials, magnitude * vf_set(0.002f)));
    put(&s, (vu)v_binomial(v.w[0], trials, magnitude * vf_set(0.1f)));
    put(&s, (vu)vf_floor(any));
    put(&s, (vu)vi_of_vf(any));
    put(&s, (vu)vi_round(x));
    put(&s, (vu)vf_of_vi((vi)w));
    put(&s, (vu)vf_min(x, any) ^ ((vu)vf_max(x, any) << 1));
    put(&s, (vu)vi_min((vi)w, (vi)v.w[0]) ^ ((vu)vi_max((vi)w, (vi)v.w[0]) << 1));
    put(&s, (vu)vf_select((vi)w > (vi)v.w[0], x, any) ^ (vu)vf_sqrt(magnitude));
    put(&s, (vu)vf_exp(any) + (vu)vf_softplus(any)); /* infinities and NaN included */
    put(&s, (vu)vf_log(any) + (vu)vf_expm1neg(any));
    put(&s, (vu)v_bernoulli(v.w[0], any) + (vu)v_binomial(v.w[1], vi_set(20), any));
  }
}
