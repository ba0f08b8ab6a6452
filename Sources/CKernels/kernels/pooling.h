// Pooling of rows, such as the outputs at all steps of a text: their mean, or the maximum of each
// element. Rows are `stride` floats apart.

static void pool(
    const float *restrict x, int64_t stride, float *restrict out, int64_t rows, int64_t width,
    bool takes_largest) {
  memcpy(out, x, (size_t)width * sizeof(float));
  for (int64_t r = 1; r < rows; r++) {
    const float *row = x + r * stride;
    if (takes_largest)
      for (int64_t j = 0; j < width; j++) out[j] = row[j] > out[j] ? row[j] : out[j];
    else
      for (int64_t j = 0; j < width; j++) out[j] += row[j];
  }
  if (takes_largest) return;
  const float share = 1.0f / (float)rows;
  for (int64_t j = 0; j < width; j++) out[j] *= share;
}

static void pool_backward(
    const float *restrict x, const float *restrict out, const float *restrict gradient,
    float *restrict above, int64_t stride, int64_t rows, int64_t width, bool takes_largest) {
  if (!takes_largest) {
    const float share = 1.0f / (float)rows;
    for (int64_t r = 0; r < rows; r++)
      for (int64_t j = 0; j < width; j++) above[r * stride + j] = share * gradient[j];
    return;
  }
  // The gradient goes to the first row with the maximum.
  for (int64_t j = 0; j < width; j++) {
    int64_t r = 0;
    while (r < rows - 1 && x[r * stride + j] != out[j]) r++;
    above[r * stride + j] = gradient[j];
  }
}
