// The largest values of a row, and what is not among them.

/// Elements that are CHARLM_COLUMNS apart share a column.
static void column_maxima(const float *restrict x, int64_t count, float *restrict out) {
  for (int64_t j = 0; j < CHARLM_COLUMNS; j++) out[j] = -INFINITY;
  int64_t i = 0;
  for (; i + CHARLM_COLUMNS <= count; i += CHARLM_COLUMNS)
    for (int64_t j = 0; j < CHARLM_COLUMNS; j++) out[j] = x[i + j] > out[j] ? x[i + j] : out[j];
  for (int64_t j = 0; i + j < count; j++) out[j] = x[i + j] > out[j] ? x[i + j] : out[j];
}

static void forbid_after(float *logits, const float *values, int32_t count, float value, int32_t index) {
  INDEPENDENT
  for (int32_t i = 0; i < count; i++) {
    const int after = (values[i] < value) | ((values[i] == value) & (i > index));
    logits[i] = after ? -INFINITY : logits[i];
  }
}

/// Writes the least value above −∞ and the largest; +∞ and −∞ if there are none.
static void finite_range(
    const float *restrict x, int64_t count, float *restrict least_of_all, float *restrict largest_of_all) {
  float least[16], largest[16];
  for (int64_t j = 0; j < 16; j++) least[j] = INFINITY, largest[j] = -INFINITY;
  int64_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int64_t j = 0; j < 16; j++) {
      const float v = x[i + j];
      largest[j] = v > largest[j] ? v : largest[j];
      least[j] = ((v < least[j]) & (v > -INFINITY)) ? v : least[j];
    }
  for (int64_t j = 0; i + j < count; j++) {
    const float v = x[i + j];
    largest[j] = v > largest[j] ? v : largest[j];
    least[j] = ((v < least[j]) & (v > -INFINITY)) ? v : least[j];
  }
  for (int64_t j = 1; j < 16; j++) {
    least[0] = least[j] < least[0] ? least[j] : least[0];
    largest[0] = largest[j] > largest[0] ? largest[j] : largest[0];
  }
  *least_of_all = least[0], *largest_of_all = largest[0];
}

/// Writes the sums of the weights, nearly, of the values from each of three bounds on; without weights their number.
INLINE void sums_from(
    const float *restrict values, const float *restrict weights, int64_t count, const float bounds[3],
    float sums[3]) {
  float lanes[3][16] = {0};
  const float a = bounds[0], b = bounds[1], c = bounds[2];
  int64_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int64_t j = 0; j < 16; j++) {
      const float v = values[i + j], w = weights ? weights[i + j] : 1.0f;
      lanes[0][j] += v >= a ? w : 0.0f;
      lanes[1][j] += v >= b ? w : 0.0f;
      lanes[2][j] += v >= c ? w : 0.0f;
    }
  for (int64_t j = 0; i + j < count; j++)
    for (int q = 0; q < 3; q++) lanes[q][j] += values[i + j] >= bounds[q] ? (weights ? weights[i + j] : 1.0f) : 0.0f;
  for (int q = 0; q < 3; q++) {
    sums[q] = 0;
    for (int64_t j = 0; j < 16; j++) sums[q] += lanes[q][j];
  }
}

/// Each pass leaves a quarter of the range, until few values are left if they are evenly spread.
static void reaching_range(
    const float *values, const float *weights, int64_t count, double bound, float *from, float *end) {
  float least, largest;
  finite_range(values, count, &least, &largest);
  *from = least, *end = INFINITY;
  if (!(least < largest)) return;
  double low = least, high = largest;
  for (int64_t parts = 1; parts < count / 8; parts *= 4) {
    float bounds[3], sums[3];
    for (int q = 0; q < 3; q++) bounds[q] = (float)(low + (high - low) * (0.25 * (q + 1)));
    if (weights)
      sums_from(values, weights, count, bounds, sums);
    else
      sums_from(values, NULL, count, bounds, sums);
    // The number of bounds from which on the values reach the sum: the larger the bound, the less there is.
    const int reaching = (sums[0] >= bound) + (sums[1] >= bound) + (sums[2] >= bound);
    if (reaching < 3) high = *end = bounds[reaching];
    if (reaching > 0) low = *from = bounds[reaching - 1];
  }
}

static int64_t elements_between(
    const float *restrict values, const float *restrict weights, int64_t count, float from, float end,
    int32_t *restrict places, double *restrict before) {
  double lanes[16] = {0};
  int64_t found = 0, i = 0;
  for (; i < count; i += 16) {
    const int64_t width = smaller(16, count - i);
    int any = 0;
    if (width == 16) {
      for (int64_t j = 0; j < 16; j++) any |= (values[i + j] >= from) & (values[i + j] < end);
      for (int64_t j = 0; j < 16; j++) {
        const float w = weights ? weights[i + j] : 1.0f;
        lanes[j] += (double)(values[i + j] >= end ? w : 0.0f);
      }
    } else {
      any = 1;
      for (int64_t j = 0; j < width; j++)
        lanes[j] += values[i + j] >= end ? (weights ? (double)weights[i + j] : 1) : 0;
    }
    if (!any) continue;
    for (int64_t j = 0; j < width; j++) {
      places[found] = (int32_t)(i + j);
      found += (values[i + j] >= from) & (values[i + j] < end);
    }
  }
  *before = 0;
  for (int64_t j = 0; j < 16; j++) *before += lanes[j];
  return found;
}
