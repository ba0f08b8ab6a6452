// The element-wise halves of the recurrent cells, one step of n lanes at a time, forward and
// backward. Each is one pass; the matrix products stand outside.

// MARK: Elman

static void elman_forward(const float *restrict pre, float *restrict hidden, int64_t n, int64_t h) {
  INDEPENDENT
  for (int64_t i = 0; i < n * h; i++) hidden[i] = tanh1(pre[i]);
}

static void elman_backward(
    const float *restrict hidden, const float *restrict above, const float *restrict carried,
    float *restrict pre, int64_t n, int64_t h) {
  INDEPENDENT
  for (int64_t i = 0; i < n * h; i++)
    pre[i] = (above[i] + carried[i]) * (1.0f - hidden[i] * hidden[i]);
}

// MARK: LSTM

static void lstm_forward(
    float *restrict gates, const float *restrict previous_cell, float *restrict cell,
    float *restrict tanh_cell, float *restrict hidden, int64_t n, int64_t h) {
  for (int64_t lane = 0; lane < n; lane++) {
    float *restrict i = gates + lane * 4 * h, *restrict f = i + h, *restrict g = f + h,
                    *restrict o = g + h;
    const float *restrict before = previous_cell + lane * h;
    float *restrict c = cell + lane * h, *restrict tc = tanh_cell + lane * h,
                    *restrict out = hidden + lane * h;
    INDEPENDENT
    for (int64_t u = 0; u < h; u++) {
      float iu = sigmoid1(i[u]), fu = sigmoid1(f[u]);
      float gu = tanh1(g[u]), ou = sigmoid1(o[u]);
      float cu = fu * before[u] + iu * gu;
      float tu = tanh1(cu);
      i[u] = iu;
      f[u] = fu;
      g[u] = gu;
      o[u] = ou;
      c[u] = cu;
      tc[u] = tu;
      out[u] = ou * tu;
    }
  }
}

static void lstm_backward(
    float *restrict gates, const float *restrict previous_cell, const float *restrict tanh_cell,
    const float *restrict above, const float *restrict carried, float *restrict carried_cell,
    int64_t n, int64_t h) {
  for (int64_t lane = 0; lane < n; lane++) {
    float *restrict i = gates + lane * 4 * h, *restrict f = i + h, *restrict g = f + h,
                    *restrict o = g + h;
    const float *restrict before = previous_cell + lane * h, *restrict tc = tanh_cell + lane * h;
    const float *restrict a = above + lane * h, *restrict r = carried + lane * h;
    float *restrict dc = carried_cell + lane * h;
    INDEPENDENT
    for (int64_t u = 0; u < h; u++) {
      float iu = i[u], fu = f[u], gu = g[u], ou = o[u], tu = tc[u];
      float dh = a[u] + r[u];
      float dcu = dc[u] + dh * ou * (1.0f - tu * tu);
      i[u] = dcu * gu * iu * (1.0f - iu);
      f[u] = dcu * before[u] * fu * (1.0f - fu);
      g[u] = dcu * iu * (1.0f - gu * gu);
      o[u] = dh * tu * ou * (1.0f - ou);
      dc[u] = dcu * fu;
    }
  }
}

// MARK: GRU

static void gru_forward(
    float *restrict projection, float *restrict recurrent, const float *restrict candidate_bias,
    const float *restrict previous, float *restrict hidden, int64_t n, int64_t h) {
  for (int64_t lane = 0; lane < n; lane++) {
    float *restrict r = projection + lane * 3 * h, *restrict z = r + h, *restrict g = z + h;
    float *restrict qr = recurrent + lane * 3 * h, *restrict qz = qr + h, *restrict qg = qz + h;
    const float *restrict before = previous + lane * h;
    float *restrict out = hidden + lane * h;
    INDEPENDENT
    for (int64_t u = 0; u < h; u++) {
      float ru = sigmoid1(r[u] + qr[u]), zu = sigmoid1(z[u] + qz[u]);
      float q = qg[u] + candidate_bias[u];
      float gu = tanh1(g[u] + ru * q);
      r[u] = ru;
      z[u] = zu;
      g[u] = gu;
      qg[u] = q;
      out[u] = gu + zu * (before[u] - gu);
    }
  }
}

static void gru_backward(
    float *restrict projection, float *restrict recurrent, const float *restrict previous,
    const float *restrict above, float *restrict carried, int64_t n, int64_t h) {
  for (int64_t lane = 0; lane < n; lane++) {
    float *restrict r = projection + lane * 3 * h, *restrict z = r + h, *restrict g = z + h;
    float *restrict qr = recurrent + lane * 3 * h, *restrict qz = qr + h, *restrict qg = qz + h;
    const float *restrict before = previous + lane * h, *restrict a = above + lane * h;
    float *restrict d = carried + lane * h;
    INDEPENDENT
    for (int64_t u = 0; u < h; u++) {
      float ru = r[u], zu = z[u], gu = g[u], q = qg[u];
      float dh = a[u] + d[u];
      float dg = dh * (1.0f - zu) * (1.0f - gu * gu);
      float dr = dg * q * ru * (1.0f - ru);
      float dz = dh * (before[u] - gu) * zu * (1.0f - zu);
      r[u] = dr;
      z[u] = dz;
      g[u] = dg;
      qr[u] = dr;
      qz[u] = dz;
      qg[u] = dg * ru;
      d[u] = dh * zu;
    }
  }
}
