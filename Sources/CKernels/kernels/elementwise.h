// Element-wise operations on matrices, for cells composed of such steps. Rows have a stride; a
// stride of 0 repeats one row. The result may overwrite an operand.

#define ELEMENTWISE(expression)                                             \
  for (int64_t r = 0; r < rows; r++) {                                      \
    const float *x = a + r * a_stride, *y = b + r * b_stride;               \
    float *z = c + r * c_stride;                                            \
    (void)y;                                                                \
    INDEPENDENT                                                             \
    for (int64_t j = 0; j < width; j++) z[j] = (expression);                \
  }                                                                         \
  break

static void elementwise(
    charlm_operation operation, const float *a, int64_t a_stride, const float *b, int64_t b_stride,
    float *c, int64_t c_stride, int64_t rows, int64_t width) {
  switch (operation) {
    case charlm_tanh: ELEMENTWISE(tanh1(x[j]));
    case charlm_sigmoid: ELEMENTWISE(sigmoid1(x[j]));
    case charlm_relu: ELEMENTWISE(x[j] > 0 ? x[j] : 0);
    case charlm_tanh_slope: ELEMENTWISE(y[j] * (1.0f - x[j] * x[j]));
    case charlm_sigmoid_slope: ELEMENTWISE(y[j] * x[j] * (1.0f - x[j]));
    case charlm_relu_slope: ELEMENTWISE(x[j] > 0 ? y[j] : 0);
    case charlm_plus: ELEMENTWISE(x[j] + y[j]);
    case charlm_minus: ELEMENTWISE(x[j] - y[j]);
    case charlm_times: ELEMENTWISE(x[j] * y[j]);
    case charlm_divided: ELEMENTWISE(x[j] / y[j]);
    case charlm_plus_times: ELEMENTWISE(z[j] + x[j] * y[j]);
    case charlm_minus_times: ELEMENTWISE(z[j] - x[j] * y[j]);
  }
}

// MARK: Zoneout

static void zoneout_forward(
    const float *restrict previous, const float *restrict computed, float *restrict out,
    int64_t count, float probability, uint64_t key) {
  const uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  const uint32_t threshold = (uint32_t)((double)probability * 16777216.0);  // of 2²⁴
  for (int64_t i = 0; i < count; i++)
    out[i] = (mix((uint32_t)i, low, high) >> 8) >= threshold ? computed[i] : previous[i];
}

static void zoneout_mean(
    const float *restrict previous, const float *restrict computed, float *restrict out,
    int64_t count, float probability) {
  for (int64_t i = 0; i < count; i++)
    out[i] = computed[i] + probability * (previous[i] - computed[i]);
}

static void zoneout_backward(
    float *restrict gradient, float *restrict kept, int64_t count, float probability,
    uint64_t key) {
  const uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  const uint32_t threshold = (uint32_t)((double)probability * 16777216.0);
  for (int64_t i = 0; i < count; i++) {
    bool passes = (mix((uint32_t)i, low, high) >> 8) >= threshold;
    kept[i] = passes ? 0.0f : gradient[i];
    gradient[i] = passes ? gradient[i] : 0.0f;
  }
}

// MARK: Layer normalization, in groups of h columns

static void normalize_forward(
    const float *x, const float *restrict gain, const float *bias, float *normal,
    float *restrict inverse, float *restrict out, int64_t rows, int64_t groups, int64_t h,
    bool accumulates) {
#if defined(__clang__)
#pragma clang fp reassociate(on)  // sums in vector registers
#endif
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t g = 0; g < groups; g++) {
      const float *from = x + (r * groups + g) * h, *scale = gain + g * h;
      float *to = normal + (r * groups + g) * h, *result = out + (r * groups + g) * h;
      float sum = 0, squares = 0;
      for (int64_t j = 0; j < h; j++) sum += from[j];
      const float mean = sum / (float)h;
      for (int64_t j = 0; j < h; j++) squares += (from[j] - mean) * (from[j] - mean);
      const float factor = 1.0f / sqrtf(squares / (float)h + 1e-5f);
      inverse[r * groups + g] = factor;
      for (int64_t j = 0; j < h; j++) {
        to[j] = (from[j] - mean) * factor;
        float value = to[j] * scale[j] + (bias ? bias[g * h + j] : 0.0f);
        result[j] = accumulates ? result[j] + value : value;
      }
    }
  }
}

static void normalize_backward(
    const float *above, const float *restrict gain, float *normal, const float *restrict inverse,
    float *restrict gain_gradient, int64_t rows, int64_t groups, int64_t h) {
#if defined(__clang__)
#pragma clang fp reassociate(on)  // sums in vector registers
#endif
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t g = 0; g < groups; g++) {
      const float *d = above + (r * groups + g) * h, *scale = gain + g * h;
      float *n = normal + (r * groups + g) * h, *slope = gain_gradient + g * h;
      float sum = 0, product = 0;
      for (int64_t j = 0; j < h; j++) {
        sum += d[j] * scale[j];
        product += d[j] * scale[j] * n[j];
        slope[j] += d[j] * n[j];
      }
      const float mean = sum / (float)h, along = product / (float)h;
      const float factor = inverse[r * groups + g];
      for (int64_t j = 0; j < h; j++) n[j] = factor * (d[j] * scale[j] - mean - n[j] * along);
    }
  }
}

// MARK: Columns of a matrix

static void copy_columns(
    const float *from, int64_t from_stride, float *to, int64_t to_stride, int64_t rows,
    int64_t width, bool accumulates) {
  for (int64_t r = 0; r < rows; r++) {
    if (accumulates)
      for (int64_t j = 0; j < width; j++) to[r * to_stride + j] += from[r * from_stride + j];
    else
      memcpy(to + r * to_stride, from + r * from_stride, (size_t)width * sizeof(float));
  }
}
