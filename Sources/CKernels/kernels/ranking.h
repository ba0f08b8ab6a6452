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

static void bucket_sums(
    const float *restrict values, const float *restrict weights, int64_t count, float least,
    float largest, int32_t *restrict buckets, double *restrict sums) {
  const float end = CHARLM_BUCKETS - 1;
  const float scale = CHARLM_BUCKETS / (largest - least);
  for (int64_t i = 0; i < count; i++) {
    const float place = (largest - values[i]) * scale;
    const int32_t bucket = (int32_t)(place < end ? place : end);
    buckets[i] = values[i] >= least ? bucket : CHARLM_BUCKETS;
  }
  memset(sums, 0, (CHARLM_BUCKETS + 1) * sizeof *sums);
  for (int64_t i = 0; i < count; i++) sums[buckets[i]] += weights ? (double)weights[i] : 1;
}
