// Softmax with cross-entropy over rows of logits.

INLINE float row_maximum(const float *restrict x, int64_t width) {
  float lanes[16];
  for (int64_t j = 0; j < 16; j++) lanes[j] = -INFINITY;
  int64_t i = 0;
  for (; i + 16 <= width; i += 16)
    for (int64_t j = 0; j < 16; j++) lanes[j] = x[i + j] > lanes[j] ? x[i + j] : lanes[j];
  float top = -INFINITY;
  for (; i < width; i++) top = x[i] > top ? x[i] : top;
  for (int64_t j = 0; j < 16; j++) top = lanes[j] > top ? lanes[j] : top;
  return top;
}

/// Returns the sum of e^(x − top).
INLINE float exponential_sum(const float *restrict x, int64_t width, float top) {
  float lanes[16] = {0};
  int64_t i = 0;
  for (; i + 16 <= width; i += 16)
    for (int64_t j = 0; j < 16; j++) {
      lanes[j] += exp1(x[i + j] - top);
    }
  float sum = 0;
  for (; i < width; i++) {
    sum += exp1(x[i] - top);
  }
  for (int64_t j = 0; j < 16; j++) sum += lanes[j];
  return sum;
}

static double softmax_cross_entropy(
    float *logits, const int32_t *targets, int64_t rows, int64_t width, float smoothing,
    float scale) {
  // With label smoothing, every token gets an equal share of the smoothed mass.
  float share = scale * smoothing / (float)width;
  double total = 0;
  for (int64_t r = 0; r < rows; r++) {
    float *row = logits + r * width;
    if (targets[r] < 0) {
      memset(row, 0, (size_t)width * sizeof(float));
      continue;
    }
    float top = row_maximum(row, width);
    float wanted = row[targets[r]] - top;
    // The update is in place: every element is read before it is written.
    float sum = 0, lanes[16] = {0};
    int64_t i = 0;
    for (; i + 16 <= width; i += 16)
      for (int64_t j = 0; j < 16; j++) {
        row[i + j] = exp1(row[i + j] - top);
        lanes[j] += row[i + j];
      }
    for (; i < width; i++) {
      row[i] = exp1(row[i] - top);
      sum += row[i];
    }
    for (int64_t j = 0; j < 16; j++) sum += lanes[j];
    total += log((double)sum) - (double)wanted;
    float factor = scale / sum;
    for (i = 0; i < width; i++) row[i] = row[i] * factor - share;
    row[targets[r]] -= scale * (1 - smoothing);
  }
  return total;
}

static double softmax_terms(
    const float *restrict logits, float *restrict out, int64_t count, float factor) {
  const float largest = row_maximum(logits, count);
  // Where all are −∞, all terms are 0.
  const float top = largest > -INFINITY ? largest : 0.0f;
  double lanes[16] = {0};
  int64_t i = 0;
  INDEPENDENT
  for (i = 0; i < count; i++) {
    float x = (logits[i] - top) * factor;
    // A term of NaN, or beside +∞, is NaN.
    out[i] = x <= -80.0f ? 0.0f : exp1(x);
  }
  for (i = 0; i + 16 <= count; i += 16)
    for (int64_t j = 0; j < 16; j++) lanes[j] += (double)out[i + j];
  double sum = 0;
  for (; i < count; i++) sum += (double)out[i];
  for (int64_t j = 0; j < 16; j++) sum += lanes[j];
  return sum;
}

static void log_probabilities(
    const float *logits, const int32_t *targets, double *out, int64_t rows, int64_t width) {
  for (int64_t r = 0; r < rows; r++) {
    const float *row = logits + r * width;
    float top = row_maximum(row, width);
    float sum = exponential_sum(row, width, top);
    out[r] = (double)(row[targets[r]] - top) - log((double)sum);
  }
}

static void log_sums(const float *logits, double *out, int64_t rows, int64_t width) {
  for (int64_t r = 0; r < rows; r++) {
    const float *row = logits + r * width;
    const float top = row_maximum(row, width);
    out[r] = (double)top + log((double)exponential_sum(row, width, top));
  }
}
