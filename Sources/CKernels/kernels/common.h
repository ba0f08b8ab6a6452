// Functions shared by the kernels: exp, tanh and the logistic function as branch-free polynomials
// that the compiler vectorizes. Included once for each path.

#ifndef CHARLM_COMMON_H
#define CHARLM_COMMON_H

#include <math.h>
#include <stdint.h>
#include <string.h>

// Declares the iterations of the following loop independent.
#if defined(__clang__)
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

#define INLINE static inline __attribute__((always_inline))

/// Sixteen consecutive floats, possibly unaligned: one AVX-512 register, two of AVX2, four of SSE.
typedef float lanes16 __attribute__((vector_size(64), aligned(4), may_alias));

#define LANES16(pointer) (*(const lanes16 *)(pointer))

/// 2^(x·log2 e): x = n·ln 2 + r with |r| ≤ ln 2 / 2, e^r by its Taylor polynomial of degree 7 in
/// Horner form. Clamped to the normal range. Relative error below 2e-7.
INLINE float exp1(float x) {
  x = x > 88.0f ? 88.0f : x;
  x = x < -87.0f ? -87.0f : x;
  const float magic = 12582912.0f;  // 1.5 · 2²³: adding it rounds to the nearest integer
  float shifted = x * 1.44269504088896341f + magic;
  float n = shifted - magic;
  float r = x - n * 0.693145751953125f;
  r = r - n * 1.428606765330187e-6f;
  float p = 1.9841270e-4f;
  p = p * r + 1.3888889e-3f;
  p = p * r + 8.3333333e-3f;
  p = p * r + 4.1666667e-2f;
  p = p * r + 1.6666667e-1f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  int32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  int32_t exponent = (int32_t)((uint32_t)bits << 23) + 0x3F800000;
  float scale;
  memcpy(&scale, &exponent, sizeof scale);
  return p * scale;
}

INLINE float sigmoid1(float x) { return 1.0f / (1.0f + exp1(-x)); }

/// tanh x = 1 − 2 / (e^2x + 1); below |x| = 0.3, where that cancels, an odd polynomial.
INLINE float tanh1(float x) {
  float wide = 1.0f - 2.0f / (exp1(2.0f * x) + 1.0f);
  float s = x * x;
  float p = -8.8632355299e-3f;
  p = p * s + 2.1869488536e-2f;
  p = p * s - 5.3968253968e-2f;
  p = p * s + 1.3333333333e-1f;
  p = p * s - 3.3333333333e-1f;
  float narrow = x + x * s * p;
  return s < 0.09f ? narrow : wide;
}

#endif
