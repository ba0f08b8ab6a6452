// The table of kernels, one for each path: the same source compiled for a kind of processor.

#ifndef CHARLM_KERNELS_H
#define CHARLM_KERNELS_H

#include "CKernels.h"

struct charlm_weights {
  int64_t n, k;
  charlm_format format;
  const struct charlm_kernels *kernels;  // determines the layout
  void *data;
  float *scales;  // int8 only: one scale and one sum per column
  int32_t *sums;
};

// For each kernel: its return type, name, parameters, and arguments.
#define CHARLM_FOR_EACH_KERNEL(X)                                                                 \
  X(int64_t, multiply_scratch, (int64_t n), (n))                                                  \
  X(void, multiply,                                                                               \
    (const float *a, const float *b, float *c, int64_t m, int64_t n, int64_t k, float *scratch),  \
    (a, b, c, m, n, k, scratch))                                                                  \
  X(void, multiply_symmetric,                                                                     \
    (const float *a, const float *b, float *c, int64_t n, float *scratch),                        \
    (a, b, c, n, scratch))                                                                        \
  X(void, gram, (const float *x, float *c, int64_t n, int64_t k, float *scratch),                 \
    (x, c, n, k, scratch))                                                                        \
  X(void, gather,                                                                                 \
    (const float *table, const int32_t *indices, float *out, int64_t count, int64_t width),       \
    (table, indices, out, count, width))                                                          \
  X(void, scatter_add,                                                                            \
    (float *table, const int32_t *indices, const float *rows, int64_t count, int64_t width),      \
    (table, indices, rows, count, width))                                                         \
  X(void, column_sums,                                                                            \
    (const float *matrix, float *out, int64_t rows, int64_t columns, bool accumulates),           \
    (matrix, out, rows, columns, accumulates))                                                    \
  X(void, add, (const float *x, float *y, int64_t count), (x, y, count))                          \
  X(void, dropout,                                                                                \
    (const float *x, float *out, int64_t count, float probability, uint64_t key,                  \
     bool accumulates),                                                                           \
    (x, out, count, probability, key, accumulates))                                               \
  X(void, orthonormalize, (float *matrix, int64_t n), (matrix, n))                                \
  X(void, elementwise,                                                                            \
    (charlm_operation operation, const float *a, int64_t a_stride, const float *b,                \
     int64_t b_stride, float *c, int64_t c_stride, int64_t rows, int64_t width),                  \
    (operation, a, a_stride, b, b_stride, c, c_stride, rows, width))                              \
  X(void, copy_columns,                                                                           \
    (const float *from, int64_t from_stride, float *to, int64_t to_stride, int64_t rows,          \
     int64_t width, bool accumulates),                                                            \
    (from, from_stride, to, to_stride, rows, width, accumulates))                                 \
  X(void, zoneout_forward,                                                                        \
    (const float *previous, const float *computed, float *out, int64_t count, float probability,  \
     uint64_t key),                                                                               \
    (previous, computed, out, count, probability, key))                                           \
  X(void, zoneout_mean,                                                                           \
    (const float *previous, const float *computed, float *out, int64_t count, float probability), \
    (previous, computed, out, count, probability))                                                \
  X(void, zoneout_backward,                                                                       \
    (float *gradient, float *kept, int64_t count, float probability, uint64_t key),               \
    (gradient, kept, count, probability, key))                                                    \
  X(void, normalize_forward,                                                                      \
    (const float *x, const float *gain, const float *bias, float *normal, float *inverse,         \
     float *out, int64_t rows, int64_t groups, int64_t h, bool accumulates),                      \
    (x, gain, bias, normal, inverse, out, rows, groups, h, accumulates))                          \
  X(void, normalize_backward,                                                                     \
    (const float *above, const float *gain, float *normal, const float *inverse,                  \
     float *gain_gradient, int64_t rows, int64_t groups, int64_t h),                              \
    (above, gain, normal, inverse, gain_gradient, rows, groups, h))                               \
  X(void, lstm_forward,                                                                           \
    (float *gates, const float *previous_cell, float *cell, float *tanh_cell, float *hidden,      \
     int64_t n, int64_t h),                                                                       \
    (gates, previous_cell, cell, tanh_cell, hidden, n, h))                                        \
  X(void, lstm_backward,                                                                          \
    (float *gates, const float *previous_cell, const float *tanh_cell, const float *above,        \
     const float *carried, float *carried_cell, int64_t n, int64_t h),                            \
    (gates, previous_cell, tanh_cell, above, carried, carried_cell, n, h))                        \
  X(void, lstm_variant_forward,                                                                   \
    (charlm_lstm_variant variant, float *gates, const float *peepholes,                           \
     const float *previous_cell, float *cell, float *output_cell, float *hidden, int64_t n,       \
     int64_t h),                                                                                  \
    (variant, gates, peepholes, previous_cell, cell, output_cell, hidden, n, h))                  \
  X(void, lstm_variant_backward,                                                                  \
    (charlm_lstm_variant variant, float *gates, const float *peepholes,                           \
     const float *previous_cell, const float *cell, const float *output_cell, const float *above, \
     const float *carried, float *carried_cell, const float *carried_gates, int64_t distance,     \
     float *peephole_gradient, int64_t n, int64_t h),                                             \
    (variant, gates, peepholes, previous_cell, cell, output_cell, above, carried, carried_cell,   \
     carried_gates, distance, peephole_gradient, n, h))                                           \
  X(void, gru_forward,                                                                            \
    (float *projection, float *recurrent, const float *candidate_bias, const float *previous,     \
     float *hidden, int64_t n, int64_t h),                                                        \
    (projection, recurrent, candidate_bias, previous, hidden, n, h))                              \
  X(void, gru_backward,                                                                           \
    (float *projection, float *recurrent, const float *previous, const float *above,              \
     float *carried, int64_t n, int64_t h),                                                       \
    (projection, recurrent, previous, above, carried, n, h))                                      \
  X(void, pool,                                                                                   \
    (const float *x, int64_t stride, float *out, int64_t rows, int64_t width,                     \
     bool takes_largest),                                                                         \
    (x, stride, out, rows, width, takes_largest))                                                 \
  X(void, pool_backward,                                                                          \
    (const float *x, const float *out, const float *gradient, float *above, int64_t stride,       \
     int64_t rows, int64_t width, bool takes_largest),                                            \
    (x, out, gradient, above, stride, rows, width, takes_largest))                                \
  X(double, softmax_cross_entropy,                                                                \
    (float *logits, const int32_t *targets, int64_t rows, int64_t width, float smoothing,         \
     float scale),                                                                                \
    (logits, targets, rows, width, smoothing, scale))                                             \
  X(void, log_probabilities,                                                                      \
    (const float *logits, const int32_t *targets, double *out, int64_t rows, int64_t width),      \
    (logits, targets, out, rows, width))                                                          \
  X(void, log_sums, (const float *logits, double *out, int64_t rows, int64_t width),              \
    (logits, out, rows, width))                                                                   \
  X(double, softmax_terms,                                                                        \
    (const float *logits, float *out, int64_t count, float factor), (logits, out, count, factor)) \
  X(void, column_maxima, (const float *x, int64_t count, float *out), (x, count, out))            \
  X(void, reaching_range,                                                                         \
    (const float *values, const float *weights, int64_t count, double bound, float *from,         \
     float *end),                                                                                 \
    (values, weights, count, bound, from, end))                                                   \
  X(int64_t, elements_between,                                                                    \
    (const float *values, const float *weights, int64_t count, float from, float end,             \
     int32_t *places, double *before),                                                            \
    (values, weights, count, from, end, places, before))                                          \
  X(void, forbid_after,                                                                           \
    (float *logits, const float *values, int32_t count, float value, int32_t index),              \
    (logits, values, count, value, index))                                                        \
  X(double, square_sum, (const float *x, int64_t count), (x, count))                              \
  X(void, adam,                                                                                   \
    (float *w, const float *gradient, float *m, float *v, int64_t count, charlm_update u),        \
    (w, gradient, m, v, count, u))                                                                \
  X(void, rmsprop,                                                                                \
    (float *w, const float *gradient, float *v, int64_t count, charlm_update u),                  \
    (w, gradient, v, count, u))                                                                   \
  X(void, sgd,                                                                                    \
    (float *w, const float *gradient, float *momentum, int64_t count, charlm_update u),           \
    (w, gradient, momentum, count, u))

typedef struct charlm_kernels {
#define X(type, name, parameters, arguments) type(*name) parameters;
  CHARLM_FOR_EACH_KERNEL(X)
#undef X
  // Matrix products, which product.c wraps in objects.
  int64_t (*weights_bytes)(int64_t n, int64_t k, charlm_format format);
  int64_t (*weights_scratch)(int64_t k, int64_t m, charlm_format format);
  void (*weights_pack)(charlm_weights *, const float *b, bool transposed);
  void (*weights_run)(
      const charlm_weights *, int64_t m, const float *a, float *c, const float *bias,
      bool accumulates, void *scratch);
  void (*to_halves)(const float *x, uint16_t *out, int64_t count);
  void (*gradient_run)(
      int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, bool accumulates,
      bool rounds, float *scratch);
} charlm_kernels;

/// The kernels of the calling thread: the fastest that the processor supports, unless another path
/// was chosen.
const charlm_kernels *charlm_current(void);

extern const charlm_kernels charlm_portable;
#if defined(__x86_64__)
extern const charlm_kernels charlm_avx2, charlm_avx512, charlm_avx512vnni;
#elif defined(__aarch64__)
extern const charlm_kernels charlm_neon, charlm_neondot;
#endif

#endif
