// The element-wise parts of the recurrent cells, one step of n lanes at a time, forward and
// backward. Each is one pass; matrix products are separate.

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

// MARK: The LSTM's variants

INLINE void variant_forward(
    charlm_lstm_variant v, float *restrict gates, const float *restrict peepholes,
    const float *restrict previous_cell, float *restrict cell, float *restrict output_cell,
    float *restrict hidden, int64_t n, int64_t h) {
  const int64_t width = (v.has_input + v.has_forget + v.has_output + 1) * h;
  const float *p = peepholes;
  const float *pi = v.peeps && v.has_input ? p : 0;
  const float *pf = v.peeps && v.has_forget ? p + v.has_input * h : 0;
  const float *po = v.peeps && v.has_output ? p + (v.has_input + v.has_forget) * h : 0;
  for (int64_t lane = 0; lane < n; lane++) {
    float *row = gates + lane * width;
    float *i = row, *f = i + v.has_input * h, *g = f + v.has_forget * h, *o = g + h;
    const float *before = previous_cell + lane * h;
    float *c = cell + lane * h, *tc = output_cell + lane * h, *out = hidden + lane * h;
    INDEPENDENT
    for (int64_t u = 0; u < h; u++) {
      float iu = 1, fu = 1, ou = 1, gu = g[u];
      if (v.has_input) i[u] = iu = sigmoid1(i[u] + (v.peeps ? pi[u] * before[u] : 0.0f));
      if (v.has_forget) f[u] = fu = sigmoid1(f[u] + (v.peeps ? pf[u] * before[u] : 0.0f));
      if (v.couples) iu = 1.0f - fu;
      if (v.squashes_input) g[u] = gu = tanh1(gu);
      float cu = fu * before[u] + iu * gu;
      if (v.has_output) o[u] = ou = sigmoid1(o[u] + (v.peeps ? po[u] * cu : 0.0f));
      float tu = v.squashes_output ? tanh1(cu) : cu;
      c[u] = cu;
      tc[u] = tu;
      out[u] = ou * tu;
    }
  }
}

INLINE void variant_backward(
    charlm_lstm_variant v, float *restrict gates, const float *restrict peepholes,
    const float *restrict previous_cell, const float *restrict cell,
    const float *restrict output_cell, const float *restrict above, const float *restrict carried,
    float *restrict carried_cell, const float *restrict carried_gates, int64_t distance,
    float *restrict peephole_gradient, int64_t n, int64_t h) {
  const int64_t width = (v.has_input + v.has_forget + v.has_output + 1) * h;
  const int64_t f_place = v.has_input, o_place = v.has_input + v.has_forget;
  for (int64_t lane = 0; lane < n; lane++) {
    float *row = gates + lane * width;
    float *i = row, *f = i + v.has_input * h, *g = f + v.has_forget * h, *o = g + h;
    const float *before = previous_cell + lane * h, *now = cell + lane * h;
    const float *tc = output_cell + lane * h, *a = above + lane * h, *r = carried + lane * h;
    const float *gates_after = v.recurs ? carried_gates + lane * h : 0;
    float *dc = carried_cell + lane * h;
    INDEPENDENT
    for (int64_t u = 0; u < h; u++) {
      float fu = v.has_forget ? f[u] : 1.0f, gu = g[u], ou = v.has_output ? o[u] : 1.0f;
      float iu = v.couples ? 1.0f - fu : v.has_input ? i[u] : 1.0f;
      float tu = tc[u], dh = a[u] + r[u];
      float dcu = dc[u] + dh * ou * (v.squashes_output ? 1.0f - tu * tu : 1.0f);
      if (v.has_output) {
        float d = dh * tu + (v.recurs ? gates_after[o_place * distance + u] : 0.0f);
        o[u] = d = d * ou * (1.0f - ou);
        if (v.peeps) {
          dcu += d * peepholes[o_place * h + u];
          peephole_gradient[o_place * h + u] += d * now[u];
        }
      }
      float back = dcu * fu;
      if (v.has_input) {
        float d = dcu * gu + (v.recurs ? gates_after[u] : 0.0f);
        i[u] = d = d * iu * (1.0f - iu);
        if (v.peeps) {
          back += d * peepholes[u];
          peephole_gradient[u] += d * before[u];
        }
      }
      if (v.has_forget) {
        float d = dcu * (v.couples ? before[u] - gu : before[u])
            + (v.recurs ? gates_after[f_place * distance + u] : 0.0f);
        f[u] = d = d * fu * (1.0f - fu);
        if (v.peeps) {
          back += d * peepholes[f_place * h + u];
          peephole_gradient[f_place * h + u] += d * before[u];
        }
      }
      g[u] = dcu * iu * (v.squashes_input ? 1.0f - gu * gu : 1.0f);
      dc[u] = back;
    }
  }
}

/// The named variants as constants, so that the compiler removes the parts that they lack.
#define PEEPHOLE_LSTM ((charlm_lstm_variant){true, true, true, false, true, true, true, false})
#define COUPLED_LSTM ((charlm_lstm_variant){false, true, true, true, true, true, false, false})

INLINE bool equal_variants(charlm_lstm_variant a, charlm_lstm_variant b) {
  return a.has_input == b.has_input && a.has_forget == b.has_forget
      && a.has_output == b.has_output && a.couples == b.couples
      && a.squashes_input == b.squashes_input && a.squashes_output == b.squashes_output
      && a.peeps == b.peeps && a.recurs == b.recurs;
}

static void lstm_variant_forward(
    charlm_lstm_variant v, float *gates, const float *peepholes, const float *previous_cell,
    float *cell, float *output_cell, float *hidden, int64_t n, int64_t h) {
#define FORWARD(variant) \
  variant_forward(variant, gates, peepholes, previous_cell, cell, output_cell, hidden, n, h)
  if (equal_variants(v, PEEPHOLE_LSTM))
    FORWARD(PEEPHOLE_LSTM);
  else if (equal_variants(v, COUPLED_LSTM))
    FORWARD(COUPLED_LSTM);
  else
    FORWARD(v);
#undef FORWARD
}

static void lstm_variant_backward(
    charlm_lstm_variant v, float *gates, const float *peepholes, const float *previous_cell,
    const float *cell, const float *output_cell, const float *above, const float *carried,
    float *carried_cell, const float *carried_gates, int64_t distance, float *peephole_gradient,
    int64_t n, int64_t h) {
#define BACKWARD(variant)                                                                       \
  variant_backward(                                                                             \
      variant, gates, peepholes, previous_cell, cell, output_cell, above, carried, carried_cell, \
      carried_gates, distance, peephole_gradient, n, h)
  if (equal_variants(v, PEEPHOLE_LSTM))
    BACKWARD(PEEPHOLE_LSTM);
  else if (equal_variants(v, COUPLED_LSTM))
    BACKWARD(COUPLED_LSTM);
  else
    BACKWARD(v);
#undef BACKWARD
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
