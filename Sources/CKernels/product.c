// Matrix products: own kernels, or oneDNN where it is faster.

#include <stdlib.h>
#include <string.h>

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

bool charlm_has_fast_bfloat16(void) { return charlm_library_has_tiles(); }

/// oneDNN is a few percent faster in float32. In bfloat16 it is ten times faster if the processor
/// has tiles, and slower than rounding float32 if it only has vector instructions.
bool charlm_prefers_onednn(charlm_format format) {
  if (!charlm_library_is_there() || format == charlm_int8) return false;
  return format == charlm_float32 || charlm_library_has_tiles();
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
  if (shape.is_gradient) p->scratch = lines(p->kernels->gradient_scratch(shape.n) * 4);
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
