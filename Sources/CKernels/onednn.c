// Matrix products with oneDNN 2.x or 3.x.

#include "onednn.h"

#if defined(CHARLM_ONEDNN)

#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <stdlib.h>

#include "kernels.h"

struct charlm_library_product {
  charlm_product_shape shape;
  dnnl_primitive_t primitive;
  dnnl_primitive_t reorder;
  dnnl_stream_t stream;
  dnnl_memory_t a, b, c, bias, scratchpad, plain_b;
  uint16_t *half_a, *half_b;  // operands of a bfloat16 product, converted at each run
};

bool charlm_library_is_there(void) { return true; }

bool charlm_library_has_tiles(void) {
  const unsigned tiles = dnnl_cpu_isa_avx512_core_amx;
  return ((unsigned)dnnl_get_effective_cpu_isa() & tiles) == tiles;
}

static dnnl_engine_t engine;
static dnnl_status_t engine_status;
static pthread_once_t engine_once = PTHREAD_ONCE_INIT;

static void make_engine(void) { engine_status = dnnl_engine_create(&engine, dnnl_cpu, 0); }

// MARK: Descriptors, whose type and names differ between the versions

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t descriptor;
#define DESCRIPTOR(d) (d)

static dnnl_status_t describe(
    descriptor *d, int64_t rows, int64_t columns, bool transposed, dnnl_data_type_t type) {
  dnnl_dims_t dims = {rows, columns};
  dnnl_dims_t strides = {transposed ? 1 : columns, transposed ? rows : 1};
  return dnnl_memory_desc_create_with_strides(d, 2, dims, type, strides);
}

static dnnl_status_t describe_any(
    descriptor *d, int64_t rows, int64_t columns, dnnl_data_type_t type) {
  dnnl_dims_t dims = {rows, columns};
  return dnnl_memory_desc_create_with_tag(d, 2, dims, type, dnnl_format_tag_any);
}

static void forget(descriptor *d) {
  if (*d) dnnl_memory_desc_destroy(*d);
}

static dnnl_status_t append_sum(dnnl_post_ops_t ops) {
  return dnnl_post_ops_append_sum(ops, 1.0f, 0, dnnl_data_type_undef);
}

static dnnl_status_t describe_product(
    dnnl_primitive_desc_t *pd, descriptor a, descriptor b, descriptor *bias, descriptor c,
    dnnl_primitive_attr_t attr) {
  return dnnl_matmul_primitive_desc_create(pd, engine, a, b, bias ? *bias : NULL, c, attr);
}

static dnnl_status_t describe_reorder(
    dnnl_primitive_desc_t *pd, descriptor from, const_dnnl_memory_desc_t to) {
  return dnnl_reorder_primitive_desc_create(pd, from, engine, to, engine, NULL);
}
#else
typedef dnnl_memory_desc_t descriptor;
#define DESCRIPTOR(d) (&(d))
typedef const dnnl_memory_desc_t *const_dnnl_memory_desc_t;

static dnnl_status_t describe(
    descriptor *d, int64_t rows, int64_t columns, bool transposed, dnnl_data_type_t type) {
  dnnl_dims_t dims = {rows, columns};
  dnnl_dims_t strides = {transposed ? 1 : columns, transposed ? rows : 1};
  return dnnl_memory_desc_init_by_strides(d, 2, dims, type, strides);
}

static dnnl_status_t describe_any(
    descriptor *d, int64_t rows, int64_t columns, dnnl_data_type_t type) {
  dnnl_dims_t dims = {rows, columns};
  return dnnl_memory_desc_init_by_tag(d, 2, dims, type, dnnl_format_tag_any);
}

static void forget(descriptor *d) { (void)d; }

static dnnl_status_t append_sum(dnnl_post_ops_t ops) {
  return dnnl_post_ops_append_sum(ops, 1.0f);
}

static dnnl_status_t describe_product(
    dnnl_primitive_desc_t *pd, descriptor a, descriptor b, descriptor *bias, descriptor c,
    dnnl_primitive_attr_t attr) {
  dnnl_matmul_desc_t desc;
  dnnl_status_t status = dnnl_matmul_desc_init(&desc, &a, &b, bias, &c);
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL);
}

static dnnl_status_t describe_reorder(
    dnnl_primitive_desc_t *pd, descriptor from, const_dnnl_memory_desc_t to) {
  return dnnl_reorder_primitive_desc_create(pd, &from, engine, to, engine, NULL);
}
#endif

// MARK: Creation

/// oneDNN has no constant for zero-size memory without a handle in both versions; a product of
/// charlm is never empty, so every memory here has a handle or gets one at each run.
static dnnl_status_t make_memory(dnnl_memory_t *memory, const_dnnl_memory_desc_t d, void *handle) {
  return dnnl_memory_create(memory, d, engine, handle);
}

#define TRY(call)                                 \
  do {                                            \
    status = (call);                              \
    if (status != dnnl_success) {                 \
      *message = #call;                           \
      goto failed;                                \
    }                                             \
  } while (0)

charlm_library_product *charlm_library_create(charlm_product_shape shape, const char **message) {
  *message = "";
  pthread_once(&engine_once, make_engine);
  dnnl_status_t status = engine_status;
  if (status != dnnl_success) {
    *message = "dnnl_engine_create";
    return NULL;
  }
  charlm_library_product *p = calloc(1, sizeof *p);
  if (!p) {
    *message = "calloc";
    return NULL;
  }
  p->shape = shape;

  descriptor a = {0}, b = {0}, c = {0}, bias = {0}, plain_b = {0};
  dnnl_post_ops_t ops = NULL;
  dnnl_primitive_attr_t attr = NULL;
  dnnl_primitive_desc_t pd = NULL, reorder_pd = NULL;

  const bool is_half = shape.format == charlm_bfloat16;
  const dnnl_data_type_t type = is_half ? dnnl_bf16 : dnnl_f32;
  TRY(describe(&a, shape.m, shape.k, shape.is_gradient, type));
  TRY(describe(&plain_b, shape.k, shape.n, shape.b_transposed, dnnl_f32));
  if (shape.is_gradient) {
    TRY(describe(&b, shape.k, shape.n, false, type));
  } else {
    TRY(describe_any(&b, shape.k, shape.n, type));
  }
  TRY(describe(&c, shape.m, shape.n, false, dnnl_f32));
  TRY(describe(&bias, 1, shape.n, false, dnnl_f32));
  if (is_half) {
    p->half_a = aligned_alloc(64, (size_t)(shape.m * shape.k * 2 + 63) / 64 * 64);
    if (shape.is_gradient)
      p->half_b = aligned_alloc(64, (size_t)(shape.k * shape.n * 2 + 63) / 64 * 64);
    if (!p->half_a || (shape.is_gradient && !p->half_b)) {
      status = dnnl_out_of_memory;
      *message = "aligned_alloc";
      goto failed;
    }
  }

  TRY(dnnl_primitive_attr_create(&attr));
  TRY(dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user));
  if (shape.accumulates) {
    TRY(dnnl_post_ops_create(&ops));
    TRY(append_sum(ops));
    TRY(dnnl_primitive_attr_set_post_ops(attr, ops));
  }
  TRY(describe_product(&pd, a, b, shape.has_bias ? &bias : NULL, c, attr));
  TRY(dnnl_primitive_create(&p->primitive, pd));
  TRY(dnnl_stream_create(&p->stream, engine, dnnl_stream_default_flags));

  TRY(make_memory(&p->a, DESCRIPTOR(a), NULL));
  TRY(make_memory(&p->c, DESCRIPTOR(c), NULL));
  TRY(make_memory(&p->bias, DESCRIPTOR(bias), NULL));
  TRY(make_memory(
      &p->scratchpad, dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0),
      DNNL_MEMORY_ALLOCATE));
  if (!shape.is_gradient) {
    const_dnnl_memory_desc_t chosen = dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0);
    TRY(make_memory(&p->b, chosen, DNNL_MEMORY_ALLOCATE));
    TRY(make_memory(&p->plain_b, DESCRIPTOR(plain_b), NULL));
    TRY(describe_reorder(&reorder_pd, plain_b, chosen));
    TRY(dnnl_primitive_create(&p->reorder, reorder_pd));
  } else {
    TRY(make_memory(&p->b, DESCRIPTOR(b), NULL));
  }

failed:
  if (reorder_pd) dnnl_primitive_desc_destroy(reorder_pd);
  if (pd) dnnl_primitive_desc_destroy(pd);
  if (ops) dnnl_post_ops_destroy(ops);
  if (attr) dnnl_primitive_attr_destroy(attr);
  forget(&a);
  forget(&b);
  forget(&c);
  forget(&bias);
  forget(&plain_b);
  if (status != dnnl_success) {
    charlm_library_destroy(p);
    return NULL;
  }
  return p;
}

void charlm_library_destroy(charlm_library_product *p) {
  if (!p) return;
  dnnl_memory_t memories[] = {p->a, p->b, p->c, p->bias, p->scratchpad, p->plain_b};
  for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
    if (memories[i]) dnnl_memory_destroy(memories[i]);
  if (p->primitive) dnnl_primitive_destroy(p->primitive);
  if (p->reorder) dnnl_primitive_destroy(p->reorder);
  if (p->stream) dnnl_stream_destroy(p->stream);
  free(p->half_a);
  free(p->half_b);
  free(p);
}

// MARK: Running

int charlm_library_pack(charlm_library_product *p, const float *b) {
  dnnl_status_t status = dnnl_memory_set_data_handle(p->plain_b, (void *)b);
  if (status != dnnl_success) return status;
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, p->plain_b}, {DNNL_ARG_TO, p->b}};
  status = dnnl_primitive_execute(p->reorder, p->stream, 2, arguments);
  if (status != dnnl_success) return status;
  return dnnl_stream_wait(p->stream);
}

int charlm_library_run(
    charlm_library_product *p, const float *a, const float *b, const float *bias, float *c) {
  const charlm_product_shape s = p->shape;
  const void *left = a, *right = b;
  if (s.format == charlm_bfloat16) {
    charlm_current()->to_halves(a, p->half_a, s.m * s.k);
    left = p->half_a;
    if (s.is_gradient) charlm_current()->to_halves(b, p->half_b, s.k * s.n);
    right = p->half_b;
  }
  dnnl_status_t status = dnnl_memory_set_data_handle(p->a, (void *)left);
  if (status == dnnl_success) status = dnnl_memory_set_data_handle(p->c, c);
  if (status == dnnl_success && s.is_gradient)
    status = dnnl_memory_set_data_handle(p->b, (void *)right);
  if (status == dnnl_success && s.has_bias)
    status = dnnl_memory_set_data_handle(p->bias, (void *)bias);
  if (status != dnnl_success) return status;
  dnnl_exec_arg_t arguments[] = {
      {DNNL_ARG_SRC, p->a},
      {DNNL_ARG_WEIGHTS, p->b},
      {DNNL_ARG_DST, p->c},
      {DNNL_ARG_SCRATCHPAD, p->scratchpad},
      {DNNL_ARG_BIAS, p->bias}};
  status = dnnl_primitive_execute(p->primitive, p->stream, s.has_bias ? 5 : 4, arguments);
  if (status != dnnl_success) return status;
  return dnnl_stream_wait(p->stream);
}

#else

bool charlm_library_is_there(void) { return false; }
bool charlm_library_has_tiles(void) { return false; }

charlm_library_product *charlm_library_create(charlm_product_shape shape, const char **message) {
  (void)shape;
  *message = "built without oneDNN";
  return 0;
}

void charlm_library_destroy(charlm_library_product *product) { (void)product; }

int charlm_library_pack(charlm_library_product *product, const float *b) {
  (void)product, (void)b;
  return 1;
}

int charlm_library_run(
    charlm_library_product *product, const float *a, const float *b, const float *bias, float *c) {
  (void)product, (void)a, (void)b, (void)bias, (void)c;
  return 1;
}

#endif
