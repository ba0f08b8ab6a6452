// Checks CKernels without Swift, so that they can be cross-compiled and run under an emulator: products,
// losses, updates and the gates of LSTM and GRU against loops in double, and all other kernels against the
// portable path, which the Swift tests check. scripts/test-arm64 runs it.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static int failures = 0;
static const char *path_name = "";

static float *floats(int64_t count) {
  float *x = aligned_alloc(64, ((size_t)count * 4 + 127) / 64 * 64);
  if (!x) abort();
  memset(x, 0, (size_t)count * 4);
  return x;
}

static uint64_t state = 1;
static float random1(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (float)(state >> 40) / 8388608.0f - 1.0f;
}
static float *randoms(int64_t count) {
  float *x = floats(count);
  for (int64_t i = 0; i < count; i++) x[i] = random1();
  return x;
}

/// Says where a number is too far from what it should be; NaN is too far from anything.
static void expect(const char *name, int64_t at, double found, double expected, double tolerance) {
  if (fabs(found - expected) <= tolerance * (1 + fabs(expected))) return;
  if (failures++ < 20)
    printf("%s: %s [%lld]: %.9g, not %.9g\n", path_name, name, (long long)at, found, expected);
}

static double rounded_half(double x) {
  float f = (float)x;
  uint32_t bits;
  memcpy(&bits, &f, 4);
  bits = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000u;
  memcpy(&f, &bits, 4);
  return f;
}

/// A value of a row (`step` floats apart) as a format holds it.
static double held(const float *row, int64_t step, int64_t count, int64_t at, charlm_format format) {
  const float x = row[at * step];
  if (format == charlm_float32) return x;
  if (format == charlm_bfloat16) return rounded_half(x);
  float top = 0;
  for (int64_t i = 0; i < count; i++) top = fmaxf(top, fabsf(row[i * step]));
  return top > 0 ? nearbyintf(x * (127.0f / top)) * (top / 127.0f) : 0;
}

static void check_weights(int64_t m, int64_t n, int64_t k, charlm_format format, bool transposed) {
  float *a = randoms(m * k), *b = randoms(k * n), *bias = randoms(n), *c = randoms(m * n);
  float *left = floats(m * k), *right = floats(k * n), *before = floats(m * n);
  const int64_t column = transposed ? k : 1, step = transposed ? 1 : n;
  for (int64_t i = 0; i < m; i++)
    for (int64_t p = 0; p < k; p++) left[i * k + p] = (float)held(a + i * k, 1, k, p, format);
  for (int64_t j = 0; j < n; j++)
    for (int64_t p = 0; p < k; p++)
      right[j * k + p] = (float)held(b + j * column, step, k, p, format);
  charlm_weights *w = charlm_weights_create(n, k, format);
  charlm_weights_pack(w, b, transposed);
  float *scratch = floats(charlm_weights_scratch(w, m));
  for (int accumulates = 0; accumulates < 2; accumulates++) {
    memcpy(before, c, (size_t)(m * n) * 4);
    charlm_weights_run(w, m, a, c, accumulates ? NULL : bias, accumulates, scratch);
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) {
        double sum = accumulates ? before[i * n + j] : bias[j];
        for (int64_t p = 0; p < k; p++) sum += (double)left[i * k + p] * right[j * k + p];
        expect("weights", i * n + j, c[i * n + j], sum, 2e-7 * (double)k + 2e-6);
      }
  }
  charlm_weights_destroy(w);
  free(a), free(b), free(bias), free(c), free(left), free(right), free(before), free(scratch);
}

static void check_gradient(int64_t m, int64_t n, int64_t k, charlm_format format) {
  float *a = randoms(k * m), *b = randoms(k * n), *c = randoms(m * n), *before = floats(m * n);
  memcpy(before, c, (size_t)(m * n) * 4);
  const char *message;
  charlm_product *product = charlm_product_create(
      (charlm_product_shape){.m = m, .n = n, .k = k, .is_gradient = true, .accumulates = true,
                             .format = format, .backend = charlm_own},
      &message);
  charlm_product_run(product, a, b, NULL, c);
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) {
      double sum = before[i * n + j];
      for (int64_t p = 0; p < k; p++) {
        double x = a[p * m + i], y = b[p * n + j];
        sum += format == charlm_bfloat16 ? rounded_half(x) * rounded_half(y) : x * y;
      }
      expect("gradient", i * n + j, c[i * n + j], sum, 2e-7 * (double)k + 2e-6);
    }
  charlm_product_destroy(product);
  free(a), free(b), free(c), free(before);
}

static void check_multiply(int64_t m, int64_t n, int64_t k) {
  float *a = randoms(m * k), *b = randoms(k * n), *c = floats(m * n), *square = floats(n * n), *product = floats(n * n);
  float *scratch = floats(charlm_multiply_scratch(n));
  charlm_multiply(a, b, c, m, n, k, scratch);
  charlm_gram(b, square, n, k, scratch);
  charlm_multiply_symmetric(square, square, product, n, scratch);
  for (int64_t j = 0; j < n; j++) {
    for (int64_t i = 0; i < m; i++) {
      double sum = 0;
      for (int64_t p = 0; p < k; p++) sum += (double)a[i * k + p] * b[p * n + j];
      expect("multiply", i * n + j, c[i * n + j], sum, 2e-7 * (double)k + 2e-6);
    }
    for (int64_t i = 0; i < n; i++) {
      double sum = 0;
      for (int64_t p = 0; p < k; p++) sum += (double)b[p * n + i] * b[p * n + j];
      expect("gram", i * n + j, square[i * n + j], sum, 2e-7 * (double)k + 2e-6);
      expect("mirrored gram", i * n + j, square[i * n + j], square[j * n + i], 0);
      sum = 0;
      for (int64_t p = 0; p < n; p++) sum += (double)square[i * n + p] * square[p * n + j];
      expect("symmetric", i * n + j, product[i * n + j], sum, 4e-6 * (double)n + 1e-5);
      expect("mirrored", i * n + j, product[i * n + j], product[j * n + i], 0);
    }
  }
  free(a), free(b), free(c), free(square), free(product), free(scratch);
}

static double logistic(double x) { return 1 / (1 + exp(-x)); }

static void check_lstm(int64_t lanes, int64_t h) {
  float *gates = randoms(lanes * 4 * h), *before = randoms(lanes * h), *kept = floats(lanes * 4 * h);
  float *cell = floats(lanes * h), *squashed = floats(lanes * h), *hidden = floats(lanes * h);
  float *above = randoms(lanes * h), *carried = randoms(lanes * h), *change = randoms(lanes * h);
  float *first = floats(lanes * h);
  memcpy(kept, gates, (size_t)(lanes * 4 * h) * 4);
  memcpy(first, change, (size_t)(lanes * h) * 4);
  charlm_lstm_forward(gates, before, cell, squashed, hidden, lanes, h);
  charlm_lstm_backward(gates, before, squashed, above, carried, change, lanes, h);
  for (int64_t l = 0; l < lanes; l++)
    for (int64_t u = 0; u < h; u++) {
      const float *x = kept + l * 4 * h + u, *out = gates + l * 4 * h + u;
      const int64_t at = l * h + u;
      double i = logistic(x[0]), f = logistic(x[h]), g = tanh(x[2 * h]), o = logistic(x[3 * h]);
      double c = f * before[at] + i * g, t = tanh(c);
      double dh = (double)above[at] + carried[at], dc = first[at] + dh * o * (1 - t * t);
      expect("lstm cell", at, cell[at], c, 2e-6);
      expect("lstm hidden", at, hidden[at], o * t, 2e-6);
      expect("lstm di", at, out[0], dc * g * i * (1 - i), 4e-6);
      expect("lstm df", at, out[h], dc * before[at] * f * (1 - f), 4e-6);
      expect("lstm dg", at, out[2 * h], dc * i * (1 - g * g), 4e-6);
      expect("lstm do", at, out[3 * h], dh * t * o * (1 - o), 4e-6);
      expect("lstm dc", at, change[at], dc * f, 4e-6);
    }
  free(gates), free(before), free(kept), free(cell), free(squashed), free(hidden), free(above);
  free(carried), free(change), free(first);
}

static void check_gru(int64_t lanes, int64_t h) {
  float *input = randoms(lanes * 3 * h), *recurrent = randoms(lanes * 3 * h), *bias = randoms(h);
  float *before = randoms(lanes * h), *hidden = floats(lanes * h);
  float *x = floats(lanes * 3 * h), *y = floats(lanes * 3 * h);
  memcpy(x, input, (size_t)(lanes * 3 * h) * 4);
  memcpy(y, recurrent, (size_t)(lanes * 3 * h) * 4);
  charlm_gru_forward(input, recurrent, bias, before, hidden, lanes, h);
  for (int64_t l = 0; l < lanes; l++)
    for (int64_t u = 0; u < h; u++) {
      const float *p = x + l * 3 * h + u, *q = y + l * 3 * h + u;
      double r = logistic((double)p[0] + q[0]), z = logistic((double)p[h] + q[h]);
      double n = tanh(p[2 * h] + r * ((double)q[2 * h] + bias[u]));
      expect("gru hidden", l * h + u, hidden[l * h + u], (1 - z) * n + z * before[l * h + u], 4e-6);
    }
  free(input), free(recurrent), free(bias), free(before), free(hidden), free(x), free(y);
}

static void check_loss(int64_t rows, int64_t width) {
  float *logits = randoms(rows * width), *kept = floats(rows * width), *terms = floats(width);
  int32_t *targets = malloc((size_t)rows * 4);
  double *found = malloc((size_t)rows * 8), *sums = malloc((size_t)rows * 8), total = 0;
  for (int64_t i = 0; i < rows * width; i++) kept[i] = logits[i] *= 8;
  for (int64_t r = 0; r < rows; r++) targets[r] = (int32_t)(r * 7 % width);
  charlm_log_probabilities(logits, targets, found, rows, width);
  charlm_log_sums(logits, sums, rows, width);
  const double loss = charlm_softmax_cross_entropy(logits, targets, rows, width, 0.1f, 0.5f);
  for (int64_t r = 0; r < rows; r++) {
    double sum = 0;
    for (int64_t j = 0; j < width; j++) sum += exp(kept[r * width + j]);
    expect("log of a sum", r, sums[r], log(sum), 4e-6);
    expect("log-probability", r, found[r], kept[r * width + targets[r]] - log(sum), 4e-6);
    for (int64_t j = 0; j < width; j++) {
      double p = exp(kept[r * width + j]) / sum;
      double q = (j == targets[r] ? 0.9 : 0) + 0.1 / (double)width;
      expect("softmax", r * width + j, logits[r * width + j], 0.5 * (p - q), 2e-6);
    }
    total += log(sum) - kept[r * width + targets[r]];
  }
  expect("loss", 0, loss, total, 4e-6);
  const double sum = charlm_softmax_terms(kept, terms, width, 1);
  double expected = 0, top = -INFINITY;
  for (int64_t j = 0; j < width; j++) top = fmax(top, kept[j]);
  for (int64_t j = 0; j < width; j++) expected += exp(kept[j] - top);
  expect("terms", 0, sum, expected, 4e-6);
  free(logits), free(kept), free(terms), free(targets), free(found), free(sums);
}

static void check_ranking(int64_t count) {
  float *x = randoms(count), *weights = randoms(count), *kept = floats(count), maxima[CHARLM_COLUMNS];
  int32_t *places = malloc((size_t)count * 4);
  // Some equal values, and some that are forbidden.
  for (int64_t i = 0; i < count; i++) x[i] = i % 7 == 3 ? -INFINITY : i % 2 ? roundf(x[i] * 4) : x[i];
  charlm_column_maxima(x, count, maxima);
  for (int64_t j = 0; j < CHARLM_COLUMNS; j++) {
    float top = -INFINITY;
    for (int64_t i = j; i < count; i += CHARLM_COLUMNS) top = fmaxf(top, x[i]);
    if (maxima[j] != top) expect("maximum of a column", j, maxima[j], top, 0);
  }
  float low = INFINITY, high = -INFINITY, first, last;
  for (int64_t i = 0; i < count; i++)
    if (x[i] > -INFINITY) low = fminf(low, x[i]), high = fmaxf(high, x[i]);
  // What is not reached has the range of the least values, and nothing that of the largest.
  charlm_reaching_range(x, NULL, count, INFINITY, &first, &last);
  if (first != low) expect("start of the least values", 0, first, low, 0);
  charlm_reaching_range(x, NULL, count, 0, &first, &last);
  if (!(first <= high && last > high)) expect("range of the largest value", 0, first, high, 0);
  for (int64_t i = 0; i < count; i++) weights[i] = fabsf(weights[i]);
  for (int share = 0; share <= 20; share++)
    for (int weighted = 0; weighted < 2; weighted++) {
      const float *w = weighted ? weights : NULL;
      double all = 0, from_on = 0, end_on = 0, before;
      for (int64_t i = 0; i < count; i++)
        if (x[i] > -INFINITY) all += w ? w[i] : 1;
      const double bound = all * share / 20;
      float from, end;
      charlm_reaching_range(x, w, count, bound, &from, &end);
      int64_t between = 0;
      const int64_t found = charlm_elements_between(x, w, count, from, end, places, &before);
      for (int64_t i = 0; i < count; i++) {
        if (x[i] >= from) from_on += w ? w[i] : 1;
        if (x[i] >= end) end_on += w ? w[i] : 1;
        if (x[i] < from || x[i] >= end) continue;
        if (between < found) expect("place between", between, places[between], i, 0);
        between++;
      }
      expect("places between", share, found, between, 0);
      expect("weight before", share, before, end_on, 1e-12);
      if (share && from_on < bound * (1 - 1e-6)) expect("weight from the range on", share, from_on, bound, 0);
      if (share && end_on > bound * (1 + 1e-6)) expect("weight before the range", share, end_on, bound, 0);
    }
  const int64_t index = count / 2;
  const float value = x[index];
  memcpy(kept, x, (size_t)count * 4);
  charlm_forbid_after(x, x, (int32_t)count, value, (int32_t)index);
  for (int64_t i = 0; i < count; i++) {
    const bool after = kept[i] < value || (kept[i] == value && i > index);
    if (x[i] != (after ? -INFINITY : kept[i])) expect("forbidden", i, x[i], after ? -INFINITY : kept[i], 0);
  }
  free(x), free(weights), free(kept), free(places);
}

static void check_adam(int64_t count) {
  float *w = randoms(count), *g = randoms(count), *m = randoms(count), *v = randoms(count);
  float *w0 = floats(count), *m0 = floats(count), *v0 = floats(count);
  for (int64_t i = 0; i < count; i++) v[i] = fabsf(v[i]);
  memcpy(w0, w, (size_t)count * 4), memcpy(m0, m, (size_t)count * 4);
  memcpy(v0, v, (size_t)count * 4);
  const charlm_update u = {
      .rate = 0.01f, .gradient_scale = 0.5f, .clip_value = 0.3f, .decay = 0.1f,
      .decouples_decay = true, .beta1 = 0.9f, .beta2 = 0.99f, .epsilon = 1e-8f,
      .correction1 = 0.5f, .correction2 = 0.25f};
  charlm_adam(w, g, m, v, count, u);
  double squares = 0;
  for (int64_t i = 0; i < count; i++) {
    double x = fmin(0.3, fmax(-0.3, 0.5 * g[i]));
    double mean = 0.9 * m0[i] + 0.1 * x, square = 0.99 * v0[i] + 0.01 * x * x;
    double step = mean / 0.5 / (sqrt(square / 0.25) + 1e-8);
    expect("adam", i, w[i], w0[i] * (1 - 0.01 * 0.1) - 0.01 * step, 4e-6);
    squares += (double)g[i] * g[i];
  }
  expect("square sum", 0, charlm_square_sum(g, count), squares, 1e-6);
  free(w), free(g), free(m), free(v), free(w0), free(m0), free(v0);
}

// MARK: All other kernels, on two paths

enum { OTHERS = 14 };

/// Runs a kernel on numbers that are the same every time; returns them and their count.
static float *other(int which, int64_t lanes, int64_t h, int64_t *count, const char **name) {
  state = 7 + (uint64_t)which;
  const int64_t size = lanes * h, whole = 24 * size + 4 * h;
  float *x = randoms(whole);
  *count = whole;
  float *a = x, *b = x + size, *c = x + 2 * size, *d = x + 3 * size, *small = x + 24 * size;
  switch (which) {
    case 0:
      *name = "dropout";
      charlm_dropout(a, b, size, 0.3f, 99, false);
      charlm_dropout(a, c, size, 0.3f, 98, true);
      break;
    case 1:
      *name = "elementwise";
      for (charlm_operation o = charlm_tanh; o <= charlm_minus_times; o++)
        if (o != charlm_divided)
          charlm_elementwise(o, a, h, b, h, x + (3 + (int)o) * size, h, lanes, h);
      break;
    case 2:
      *name = "zoneout";
      charlm_zoneout_forward(a, b, c, size, 0.2f, 5);
      charlm_zoneout_mean(a, b, d, size, 0.2f);
      charlm_zoneout_backward(x + 4 * size, x + 5 * size, size, 0.2f, 5);
      break;
    case 3:
      *name = "layer normalization";
      charlm_normalize_forward(a, small, small + h, b, small + 2 * h, c, lanes, 1, h, false);
      charlm_normalize_backward(d, small, b, small + 2 * h, small + 3 * h, lanes, 1, h);
      break;
    case 4:
      *name = "pooling";
      charlm_pool(a, h, b, lanes, h, true);
      memset(c, 0, (size_t)size * 4);
      charlm_pool_backward(a, b, d, c, h, lanes, h, true);
      charlm_pool(a, h, x + 4 * size, lanes, h, false);
      break;
    case 5: {
      *name = "LSTM variant";
      const charlm_lstm_variant variant = {
          .has_input = true, .has_forget = true, .has_output = true, .squashes_input = true,
          .squashes_output = true, .peeps = true};
      float *gates = x + 8 * size;
      charlm_lstm_variant_forward(variant, gates, small, a, b, c, d, lanes, h);
      charlm_lstm_variant_backward(
          variant, gates, small, a, b, c, x + 4 * size, x + 5 * size, x + 6 * size, x + 7 * size, 0,
          x + 12 * size, lanes, h);
      break;
    }
    case 6:
      *name = "GRU backward";
      charlm_gru_forward(x + 8 * size, x + 12 * size, small, a, b, lanes, h);
      charlm_gru_backward(x + 8 * size, x + 12 * size, a, c, d, lanes, h);
      break;
    case 7: {
      *name = "gather and scatter";
      int32_t rows[64];
      for (int64_t i = 0; i < lanes; i++) rows[i] = (int32_t)(i * 5 % lanes);
      charlm_gather(a, rows, b, lanes, h);
      charlm_scatter_add(c, rows, a, lanes, h);
      break;
    }
    case 8:
      *name = "column sums";
      charlm_column_sums(a, small, lanes, h, true);
      charlm_add(b, c, size);
      break;
    case 9:
      *name = "copy of columns";
      charlm_copy_columns(a, h, b, h, lanes, h / 2, false);
      charlm_copy_columns(a, h, c, h, lanes, h / 2, true);
      break;
    case 10:
      *name = "orthonormal rows";
      charlm_orthonormalize(a, h < lanes ? h : lanes);
      break;
    case 11: {
      *name = "RMSprop";
      for (int64_t i = 0; i < size; i++) c[i] = fabsf(c[i]);
      charlm_rmsprop(a, b, c, size, (charlm_update){.rate = 0.1f, .gradient_scale = 1,
                     .clip_value = 1, .beta2 = 0.9f, .epsilon = 1e-3f, .correction2 = 1});
      break;
    }
    case 12:
      *name = "SGD";
      charlm_sgd(a, b, c, size, (charlm_update){.rate = 0.1f, .gradient_scale = 1, .clip_value = 1,
                 .decay = 0.1f, .beta1 = 0.9f});
      break;
    case 13:
      *name = "addition";
      charlm_add(a, b, size);
      break;
  }
  return x;
}

static void check_others(int path, int64_t lanes, int64_t h) {
  for (int which = 0; which < OTHERS; which++) {
    int64_t count;
    const char *name;
    charlm_use_path(0);
    float *expected = other(which, lanes, h, &count, &name);
    charlm_use_path(path);
    float *found = other(which, lanes, h, &count, &name);
    for (int64_t i = 0; i < count; i++) expect(name, i, found[i], expected[i], 2e-5);
    free(expected), free(found);
  }
}

int main(void) {
  for (int path = 0; path < charlm_path_count(); path++) {
    if (!charlm_use_path(path)) {
      printf("%s: this processor lacks it\n", charlm_path_name(path));
      continue;
    }
    path_name = charlm_path_name(path);
    const charlm_thread_state before = charlm_enter();
    static const int64_t shapes[][3] = {
        {1, 1, 1}, {1, 64, 33}, {1, 131, 70}, {3, 17, 5}, {7, 67, 130}, {13, 130, 300}, {2, 64, 1100}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
      for (charlm_format format = charlm_float32; format <= charlm_int8; format++) {
        for (int transposed = 0; transposed < 2; transposed++)
          check_weights(shapes[s][0], shapes[s][1], shapes[s][2], format, transposed);
        if (format != charlm_int8) check_gradient(shapes[s][0], shapes[s][1], shapes[s][2], format);
      }
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
      check_multiply(shapes[s][0], shapes[s][1], shapes[s][2]);
    // More rows than stay in the level-2 cache, and whole tiles.
    check_multiply(270, 288, 96);
    static const int64_t sizes[][2] = {{1, 1}, {3, 17}, {5, 64}, {13, 37}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
      check_lstm(sizes[s][0], sizes[s][1]);
      check_gru(sizes[s][0], sizes[s][1]);
      check_loss(sizes[s][0], sizes[s][1] + 1);
      check_ranking(sizes[s][0] * (sizes[s][1] + 1));
      check_adam(sizes[s][0] * sizes[s][1]);
      check_others(path, sizes[s][0], sizes[s][1]);
    }
    // Numbers too small to be normal count as zero, so a product of two small ones is.
    volatile float tiny = 1e-30f;
    if (tiny * 1e-10f != 0) expect("flush to zero", 0, tiny * 1e-10f, 0, 0), failures++;
    charlm_leave(before);
    charlm_use_path(-1);
    printf("%s: checked\n", path_name);
  }
  if (failures) printf("%d numbers are wrong\n", failures);
  return failures != 0;
}
