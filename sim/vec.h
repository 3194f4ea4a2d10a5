/* Vectors of NDRSIM_WIDTH lanes: the only place with intrinsics.
 *
 * The files of models/ are compiled once for each instruction set (NDRSIM_WIDTH 16, 8 or 4) and
 * must give the same bytes on all of them. So: GCC/Clang vector extensions, elementwise IEEE
 * operations, no fused multiply-add (-ffp-contract=off), no float sums across lanes. An intrinsic
 * appears only where it equals the portable form bit for bit and a compiler misses it.
 *
 * vf float, vi int32, vu uint32, vw uint64 in as many bytes (half the lanes). A comparison gives a
 * vi mask: -1 true, 0 false. Every function that takes a mask needs exactly these two values.
 * All functions are static: copies for different instruction sets never meet in the linker.
 */
#ifndef NDRSIM_SIM_VEC_H
#define NDRSIM_SIM_VEC_H

#include <stdbool.h>
#include <stdint.h>

#ifndef NDRSIM_WIDTH
#define NDRSIM_WIDTH 4
#endif

#if NDRSIM_WIDTH == 16
#if !defined(__AVX512F__) || !defined(__AVX512DQ__)
#error "NDRSIM_WIDTH 16 needs -mavx512f -mavx512dq"
#endif
#include <immintrin.h>
#elif NDRSIM_WIDTH == 8
#ifndef __AVX2__
#error "NDRSIM_WIDTH 8 needs -mavx2"
#endif
#include <immintrin.h>
#elif NDRSIM_WIDTH == 4
#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif
#else
#error "NDRSIM_WIDTH must be 4, 8 or 16"
#endif

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "vw halves assume little endian");

#define NDRSIM_VECTOR static inline __attribute__((always_inline, unused))
#define NDRSIM_VECTOR_BYTES (4 * NDRSIM_WIDTH)

typedef float vf __attribute__((vector_size(NDRSIM_VECTOR_BYTES)));
typedef int32_t vi __attribute__((vector_size(NDRSIM_VECTOR_BYTES)));
typedef uint32_t vu __attribute__((vector_size(NDRSIM_VECTOR_BYTES)));
typedef uint64_t vw __attribute__((vector_size(NDRSIM_VECTOR_BYTES)));
/* the same at any address, aliasing plain arrays */
typedef vf vf_any __attribute__((aligned(4), may_alias));
typedef vi vi_any_address __attribute__((aligned(4), may_alias));
typedef vu vu_any_address __attribute__((aligned(4), may_alias));

/* ---- memory: NDRSIM_WIDTH consecutive values, any alignment ---- */
NDRSIM_VECTOR vf vf_load(const float *p) {
  return *(const vf_any *)p;
}
NDRSIM_VECTOR vi vi_load(const int32_t *p) {
  return *(const vi_any_address *)p;
}
NDRSIM_VECTOR vu vu_load(const uint32_t *p) {
  return *(const vu_any_address *)p;
}
NDRSIM_VECTOR void vf_store(float *p, vf x) {
  *(vf_any *)p = x;
}
NDRSIM_VECTOR void vi_store(int32_t *p, vi x) {
  *(vi_any_address *)p = x;
}
NDRSIM_VECTOR void vu_store(uint32_t *p, vu x) {
  *(vu_any_address *)p = x;
}

/* ---- the same value in all lanes; lane numbers ---- */
#if NDRSIM_WIDTH == 16
NDRSIM_VECTOR vf vf_set(float x) {
  return (vf)_mm512_set1_ps(x);
}
NDRSIM_VECTOR vi vi_set(int32_t x) {
  return (vi)_mm512_set1_epi32(x);
}
NDRSIM_VECTOR vi vi_lanes(void) {
  return (vi){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}
#elif NDRSIM_WIDTH == 8
NDRSIM_VECTOR vf vf_set(float x) {
  return (vf){x, x, x, x, x, x, x, x};
}
NDRSIM_VECTOR vi vi_set(int32_t x) {
  return (vi){x, x, x, x, x, x, x, x};
}
NDRSIM_VECTOR vi vi_lanes(void) {
  return (vi){0, 1, 2, 3, 4, 5, 6, 7};
}
#else
NDRSIM_VECTOR vf vf_set(float x) {
  return (vf){x, x, x, x};
}
NDRSIM_VECTOR vi vi_set(int32_t x) {
  return (vi){x, x, x, x};
}
NDRSIM_VECTOR vi vi_lanes(void) {
  return (vi){0, 1, 2, 3};
}
#endif
NDRSIM_VECTOR vu vu_set(uint32_t x) {
  return (vu)vi_set((int32_t)x);
}

/* ---- masks ---- */
/* Lane by lane: mask ? a : b. */
NDRSIM_VECTOR vi vi_select(vi mask, vi a, vi b) {
#if NDRSIM_WIDTH == 16
  return (vi)_mm512_ternarylogic_epi32((__m512i)mask, (__m512i)a, (__m512i)b, 0xca);
#elif NDRSIM_WIDTH == 8
  return (vi)_mm256_blendv_epi8((__m256i)b, (__m256i)a, (__m256i)mask);
#else
  return (mask & a) | (~mask & b);
#endif
}
NDRSIM_VECTOR vf vf_select(vi mask, vf a, vf b) {
  return (vf)vi_select(mask, (vi)a, (vi)b);
}

/* One bit per lane, lane 0 lowest. */
NDRSIM_VECTOR unsigned vi_bits(vi mask) {
#if NDRSIM_WIDTH == 16
  return (unsigned)_mm512_movepi32_mask((__m512i)mask);
#elif NDRSIM_WIDTH == 8
  return (unsigned)_mm256_movemask_ps((__m256)mask);
#elif defined(__SSE2__)
  return (unsigned)_mm_movemask_ps((__m128)mask);
#else
  unsigned bits = 0;
  for (int i = 0; i < NDRSIM_WIDTH; i++)
    bits |= ((unsigned)mask[i] >> 31) << i;
  return bits;
#endif
}
NDRSIM_VECTOR bool vi_any(vi mask) {
  return vi_bits(mask) != 0;
}
NDRSIM_VECTOR bool vi_all(vi mask) {
  return vi_bits(mask) == (1u << NDRSIM_WIDTH) - 1u;
}

/* ---- minimum and maximum ---- */
/* a < b ? a : b, so the second when either is NaN. */
NDRSIM_VECTOR vf vf_min(vf a, vf b) {
#if NDRSIM_WIDTH == 16
  return (vf)_mm512_min_ps((__m512)a, (__m512)b);
#elif NDRSIM_WIDTH == 8
  return (vf)_mm256_min_ps((__m256)a, (__m256)b);
#elif defined(__SSE2__)
  return (vf)_mm_min_ps((__m128)a, (__m128)b);
#else
  return vf_select(a < b, a, b);
#endif
}
/* a > b ? a : b, so the second when either is NaN. */
NDRSIM_VECTOR vf vf_max(vf a, vf b) {
#if NDRSIM_WIDTH == 16
  return (vf)_mm512_max_ps((__m512)a, (__m512)b);
#elif NDRSIM_WIDTH == 8
  return (vf)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__SSE2__)
  return (vf)_mm_max_ps((__m128)a, (__m128)b);
#else
  return vf_select(a > b, a, b);
#endif
}
NDRSIM_VECTOR vi vi_min(vi a, vi b) {
#if NDRSIM_WIDTH == 16
  return (vi)_mm512_min_epi32((__m512i)a, (__m512i)b);
#elif NDRSIM_WIDTH == 8
  return (vi)_mm256_min_epi32((__m256i)a, (__m256i)b);
#else
  return vi_select(a < b, a, b);
#endif
}
NDRSIM_VECTOR vi vi_max(vi a, vi b) {
#if NDRSIM_WIDTH == 16
  return (vi)_mm512_max_epi32((__m512i)a, (__m512i)b);
#elif NDRSIM_WIDTH == 8
  return (vi)_mm256_max_epi32((__m256i)a, (__m256i)b);
#else
  return vi_select(a > b, a, b);
#endif
}

/* ---- conversions and roots ---- */
NDRSIM_VECTOR vf vf_of_vi(vi x) {
  return __builtin_convertvector(x, vf);
}

/* Towards zero. Clamped to +-2147483520 (NaN: the upper end), since out of range processors differ.
 */
NDRSIM_VECTOR vi vi_of_vf(vf x) {
  vf y = vf_max(vf_min(x, vf_set(2147483520.0f)), vf_set(-2147483520.0f));
  return __builtin_convertvector(y, vi);
}

NDRSIM_VECTOR vf vf_floor(vf x) {
#if NDRSIM_WIDTH == 16
  return (vf)_mm512_roundscale_ps((__m512)x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
#elif NDRSIM_WIDTH == 8
  return (vf)_mm256_floor_ps((__m256)x);
#else
  vi bits = (vi)x, small = (bits & 0x7fffffff) < vi_set(0x4b000000); /* |x| < 2^23 */
  vf whole = vf_of_vi(vi_of_vf(x));
  whole -= (vf)((whole > x) & (vi)vf_set(1.0f));
  whole = (vf)((vi)whole | (bits & vi_set(INT32_MIN))); /* floor(-0) is -0 */
  return vf_select(small, whole, x + vf_set(0.0f));     /* the sum quiets a signalling NaN */
#endif
}
/* To nearest, halves up. Clamped as vi_of_vf. Not floor(x + 1/2), whose sum is itself rounded. */
NDRSIM_VECTOR vi vi_round(vf x) {
  vf whole = vf_floor(x);
  return vi_of_vf(whole) - (vi)(x - whole >= vf_set(0.5f));
}

NDRSIM_VECTOR vf vf_sqrt(vf x) {
#if NDRSIM_WIDTH == 16
  return (vf)_mm512_sqrt_ps((__m512)x);
#elif NDRSIM_WIDTH == 8
  return (vf)_mm256_sqrt_ps((__m256)x);
#elif defined(__SSE2__)
  return (vf)_mm_sqrt_ps((__m128)x);
#elif defined(__aarch64__)
  return (vf)vsqrtq_f32((float32x4_t)x);
#else
  vf y = x;
  for (int i = 0; i < NDRSIM_WIDTH; i++)
    y[i] = __builtin_sqrtf(x[i]);
  return y;
#endif
}

/* ---- integers beyond 32 bits ---- */
/* Exact sum of the lanes. */
NDRSIM_VECTOR int64_t vi_sum64(vi x) {
#if NDRSIM_WIDTH == 16
  __m512i low = _mm512_cvtepi32_epi64(_mm512_castsi512_si256((__m512i)x));
  __m512i high = _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64((__m512i)x, 1));
  return (int64_t)_mm512_reduce_add_epi64(_mm512_add_epi64(low, high));
#elif NDRSIM_WIDTH == 8
  __m256i low = _mm256_cvtepi32_epi64(_mm256_castsi256_si128((__m256i)x));
  __m256i high = _mm256_cvtepi32_epi64(_mm256_extracti128_si256((__m256i)x, 1));
  __m256i sum = _mm256_add_epi64(low, high);
  __m128i half = _mm_add_epi64(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  return (int64_t)_mm_cvtsi128_si64(half) + (int64_t)_mm_extract_epi64(half, 1);
#else
  int64_t sum = 0;
  for (int i = 0; i < NDRSIM_WIDTH; i++)
    sum += x[i];
  return sum;
#endif
}

NDRSIM_VECTOR vw vw_set(uint64_t x) {
  vw zero = {0};
  return zero + x;
}
/* Product of the low 32 bits of each 64-bit lane; the upper bits may hold anything. gcc does not
 * find this instruction by itself, and the generator spends its time here. */
NDRSIM_VECTOR vw vw_mul32(vw a, vw b) {
#if NDRSIM_WIDTH == 16
  return (vw)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif NDRSIM_WIDTH == 8
  return (vw)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
  return (vw)_mm_mul_epu32((__m128i)a, (__m128i)b);
#elif defined(__aarch64__)
  return (vw)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
#else
  return (a & 0xffffffffu) * (b & 0xffffffffu);
#endif
}
/* Even and odd 32-bit lanes in the low halves of 64-bit lanes, and back. */
NDRSIM_VECTOR vw vw_even(vu x) {
  return (vw)x;
}
NDRSIM_VECTOR vw vw_odd(vu x) {
  return (vw)x >> 32;
}
NDRSIM_VECTOR vu vu_zip(vw even, vw odd) {
  return (vu)((even & 0xffffffffu) | (odd << 32));
}

#endif
