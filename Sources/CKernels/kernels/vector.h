// Sums, table lookups, dropout and orthonormalization.

/// Returns the pairwise sum of sixteen lanes.
#define LANE_SUM(sums, result)                                       \
  do {                                                               \
    float parts[16];                                                 \
    memcpy(parts, &(sums), sizeof parts);                            \
    for (int width = 8; width > 0; width /= 2)                       \
      for (int j = 0; j < width; j++) parts[j] += parts[j + width];  \
    (result) = parts[0];                                             \
  } while (0)

/// Returns a dot product as sixteen partial sums, in an order that is the same on every processor.
INLINE float dot(const float *restrict x, const float *restrict y, int64_t count) {
  lanes16 sums = {0};
  int64_t i = 0;
  for (; i + 16 <= count; i += 16) sums += LANES16(x + i) * LANES16(y + i);
  float result, rest = 0;
  LANE_SUM(sums, result);
  for (; i < count; i++) rest += x[i] * y[i];
  return result + rest;
}

static void gather(
    const float *table, const int32_t *indices, float *out, int64_t count, int64_t width) {
  for (int64_t r = 0; r < count; r++)
    memcpy(out + r * width, table + (int64_t)indices[r] * width, (size_t)width * sizeof(float));
}

static void scatter_add(
    float *restrict table, const int32_t *indices, const float *restrict rows, int64_t count,
    int64_t width) {
  for (int64_t r = 0; r < count; r++) {
    float *to = table + (int64_t)indices[r] * width;
    const float *from = rows + r * width;
    for (int64_t j = 0; j < width; j++) to[j] += from[j];
  }
}

static void column_sums(
    const float *restrict matrix, float *restrict out, int64_t rows, int64_t columns,
    bool accumulates) {
  if (!accumulates) memset(out, 0, (size_t)columns * sizeof(float));
  // Columns are processed in strips that stay in registers; rows in blocks, which limits rounding
  // errors.
  enum { strip = 64, block = 128 };
  for (int64_t c = 0; c < columns; c += strip) {
    int64_t width = columns - c < strip ? columns - c : strip;
    for (int64_t top = 0; top < rows; top += block) {
      int64_t bottom = rows - top < block ? rows : top + block;
      float sums[strip] = {0};
      if (width == strip) {
        for (int64_t r = top; r < bottom; r++)
          for (int64_t j = 0; j < strip; j++) sums[j] += matrix[r * columns + c + j];
      } else {
        for (int64_t r = top; r < bottom; r++)
          for (int64_t j = 0; j < width; j++) sums[j] += matrix[r * columns + c + j];
      }
      for (int64_t j = 0; j < width; j++) out[c + j] += sums[j];
    }
  }
}

static void add(const float *restrict x, float *restrict y, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += x[i];
}

/// Returns a 32-bit hash of a counter and a key (the finalizer of MurmurHash3, twice).
INLINE uint32_t mix(uint32_t counter, uint32_t low, uint32_t high) {
  uint32_t x = counter ^ low;
  x ^= x >> 16;
  x *= 0x85EBCA6Bu;
  x ^= x >> 13;
  x *= 0xC2B2AE35u;
  x ^= x >> 16;
  x += high;
  x ^= x >> 16;
  x *= 0x7FEB352Du;
  x ^= x >> 15;
  x *= 0x846CA68Bu;
  x ^= x >> 16;
  return x;
}

INLINE float kept(
    int64_t i, uint32_t low, uint32_t high, uint32_t threshold, float scale) {
  return (mix((uint32_t)i, low, high) >> 8) >= threshold ? scale : 0.0f;
}

static void dropout(
    const float *x, float *out, int64_t count, float probability, uint64_t key, bool accumulates) {
  const uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  const uint32_t threshold = (uint32_t)((double)probability * 16777216.0);  // of 2²⁴
  const float scale = probability < 1.0f ? 1.0f / (1.0f - probability) : 0.0f;
  if (x == out) {
    for (int64_t i = 0; i < count; i++) out[i] *= kept(i, low, high, threshold, scale);
    return;
  }
  const float *restrict from = x;
  float *restrict to = out;
  if (accumulates) {
    for (int64_t i = 0; i < count; i++) to[i] += from[i] * kept(i, low, high, threshold, scale);
  } else {
    for (int64_t i = 0; i < count; i++) to[i] = from[i] * kept(i, low, high, threshold, scale);
  }
}

static void orthonormalize(float *restrict matrix, int64_t n) {
  for (int64_t r = 0; r < n; r++) {
    float *row = matrix + r * n;
    for (int pass = 0; pass < 2; pass++) {
      for (int64_t s = 0; s < r; s++) {
        const float *done = matrix + s * n;
        float overlap = dot(row, done, n);
        for (int64_t j = 0; j < n; j++) row[j] -= overlap * done[j];
      }
      float length = dot(row, row, n);
      float scale = length > 0 ? 1.0f / sqrtf(length) : 0.0f;
      for (int64_t j = 0; j < n; j++) row[j] *= scale;
    }
  }
}
