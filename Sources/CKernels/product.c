// Matrix products: own kernels, or oneDNN where it is faster.

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernels.h"
#include "onednn.h"

// MARK: Weights

/// Allocates memory aligned to a cache line; returns null on failure.
static void *lines(int64_t bytes) {
  return aligned_alloc(64, (size_t)((bytes > 0 ? bytes : 1) + 63) / 64 * 64);
}

charlm_weights *charlm_weights_create(int64_t n, int64_t k, charlm_format format) {
  if (format == charlm_int8 && k > CHARLM_INT8_DEPTH) return NULL;
  charlm_weights *w = calloc(1, sizeof *w);
  if (!w) return NULL;
  w->n = n;
  w->k = k;
  w->format = format;
  w->kernels = charlm_current();
  w->data = lines(charlm_weights_bytes(w));
  if (format == charlm_int8) {
    w->scales = lines(n * 4);
    w->sums = lines(n * 4);
  }
  if (!w->data || (format == charlm_int8 && (!w->scales || !w->sums))) {
    charlm_weights_destroy(w);
    return NULL;
  }
  return w;
}

void charlm_weights_destroy(charlm_weights *w) {
  if (!w) return;
  free(w->data);
  free(w->scales);
  free(w->sums);
  free(w);
}

void charlm_weights_pack(charlm_weights *w, const float *b, bool transposed) {
  w->kernels->weights_pack(w, b, transposed);
}

int64_t charlm_weights_bytes(const charlm_weights *w) {
  return w->kernels->weights_bytes(w->n, w->k, w->format);
}

int64_t charlm_weights_scratch(const charlm_weights *w, int64_t m) {
  return w->kernels->weights_scratch(w->k, m, w->format);
}

void charlm_weights_run(
    const charlm_weights *w, int64_t m, const float *a, float *c, const float *bias,
    bool accumulates, float *scratch) {
  w->kernels->weights_run(w, m, a, c, bias, accumulates, scratch);
}

// MARK: Products of fixed shape

struct charlm_product {
  charlm_product_shape shape;
  charlm_library_product *library;  // oneDNN's product, or null
  const charlm_kernels *kernels;
  float *scratch;
};

bool charlm_has_onednn(charlm_format format) {
  if (!charlm_library_is_there() || format == charlm_int8) return false;
  // oneDNN has no bfloat16 products on processors without AVX-512.
  const char *message;
  const charlm_product_shape smallest = {
      .m = 1, .n = 1, .k = 1, .format = format, .backend = charlm_onednn};
  charlm_library_product *product = charlm_library_create(smallest, &message);
  charlm_library_destroy(product);
  return product != NULL;
}

/// Shortens `seconds` to the time of a run of each product, if that is less.
static void time_runs(charlm_library_product *products[2], const float *a, float *c, double seconds[2]) {
  for (int i = 0; i < 2; i++) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    charlm_library_run(products[i], a, NULL, NULL, c);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double taken = (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
    if (taken < seconds[i]) seconds[i] = taken;
  }
}

static bool has_fast_bfloat16;
static pthread_once_t compared = PTHREAD_ONCE_INIT;

/// Times a product of a small network in both formats, by turns, in a few milliseconds. Processors differ by far
/// more than the time does from run to run: their bfloat16 has half, twice or ten times the speed of float32.
static void compare_formats(void) {
  has_fast_bfloat16 = charlm_library_has_tiles();
  if (has_fast_bfloat16 || !charlm_has_onednn(charlm_bfloat16)) return;
  enum { m = 64, n = 1024, k = 256, runs = 5 };
  const charlm_thread_state before = charlm_enter();
  float *a = lines(m * k * 4), *b = lines(n * k * 4), *c = lines(m * n * 4);
  charlm_product_shape shape = {
      .m = m, .n = n, .k = k, .format = charlm_float32, .backend = charlm_onednn};
  const char *message;
  charlm_library_product *products[2] = {charlm_library_create(shape, &message), NULL};
  shape.format = charlm_bfloat16;
  products[1] = charlm_library_create(shape, &message);
  if (a && b && c && products[0] && products[1]) {
    for (int i = 0; i < m * k; i++) a[i] = 0.5f;
    for (int i = 0; i < n * k; i++) b[i] = 0.5f;
    for (int i = 0; i < 2; i++) charlm_library_pack(products[i], b);
    double seconds[2] = {1e9, 1e9};
    for (int run = 0; run < runs; run++) time_runs(products, a, c, seconds);
    has_fast_bfloat16 = seconds[1] < 0.75 * seconds[0];
  }
  for (int i = 0; i < 2; i++) charlm_library_destroy(products[i]);
  free(a), free(b), free(c);
  charlm_leave(before);
}

bool charlm_has_fast_bfloat16(void) {
  if (!charlm_library_is_there()) return false;
  pthread_once(&compared, compare_formats);
  return has_fast_bfloat16;
}

/// oneDNN is a few per cent faster in float32. In bfloat16 it is faster where the processor multiplies that
/// natively at more than float32's rate; elsewhere rounding and multiplying float32 is.
bool charlm_prefers_onednn(charlm_format format) {
  if (!charlm_library_is_there() || format == charlm_int8) return false;
  return format == charlm_float32 || charlm_has_fast_bfloat16();
}

charlm_product *charlm_product_create(charlm_product_shape shape, const char **message) {
  *message = "out of memory";
  charlm_product *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  p->shape = shape;
  if (shape.backend == charlm_onednn) {
    p->library = charlm_library_create(shape, message);
    if (p->library) return p;
    free(p);
    return NULL;
  }
  p->kernels = charlm_current();
  if (shape.is_gradient) p->scratch = lines(p->kernels->multiply_scratch(shape.n) * 4);
  if (p->scratch) return p;
  if (!shape.is_gradient) *message = "products with weights without oneDNN need charlm_weights_run";
  free(p);
  return NULL;
}

void charlm_product_destroy(charlm_product *p) {
  if (!p) return;
  charlm_library_destroy(p->library);
  free(p->scratch);
  free(p);
}

int charlm_product_pack(charlm_product *p, const float *b) {
  return p->library ? charlm_library_pack(p->library, b) : -1;
}

int charlm_product_run(
    charlm_product *p, const float *a, const float *b, const float *bias, float *c) {
  if (p->library) return charlm_library_run(p->library, a, b, bias, c);
  const charlm_product_shape s = p->shape;
  const bool rounds = s.format == charlm_bfloat16;
  p->kernels->gradient_run(s.m, s.n, s.k, a, b, c, s.accumulates, rounds, p->scratch);
  return 0;
}
