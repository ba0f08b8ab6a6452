// Optimizer updates, each in one pass over a range of parameters.

static double square_sum(const float *restrict x, int64_t count) {
  double lanes[16] = {0};
  int64_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int64_t j = 0; j < 16; j++) lanes[j] += (double)x[i + j] * (double)x[i + j];
  double sum = 0;
  for (; i < count; i++) sum += (double)x[i] * (double)x[i];
  for (int64_t j = 0; j < 16; j++) sum += lanes[j];
  return sum;
}

/// Returns the effective gradient: scaled, clipped, with coupled decay.
INLINE float prepared(float gradient, float w, charlm_update u) {
  float g = gradient * u.gradient_scale;
  g = g > u.clip_value ? u.clip_value : g;
  g = g < -u.clip_value ? -u.clip_value : g;
  return u.decouples_decay ? g : g + u.decay * w;
}

INLINE float decayed(float w, charlm_update u) {
  return u.decouples_decay ? w - u.rate * u.decay * w : w;
}

static void adam(
    float *restrict w, const float *restrict gradient, float *restrict m, float *restrict v,
    int64_t count, charlm_update u) {
  const float step = u.rate / u.correction1, root = 1.0f / sqrtf(u.correction2);
  for (int64_t i = 0; i < count; i++) {
    float g = prepared(gradient[i], w[i], u);
    m[i] = u.beta1 * m[i] + (1.0f - u.beta1) * g;
    v[i] = u.beta2 * v[i] + (1.0f - u.beta2) * g * g;
    w[i] = decayed(w[i], u) - step * m[i] / (sqrtf(v[i]) * root + u.epsilon);
  }
}

static void rmsprop(
    float *restrict w, const float *restrict gradient, float *restrict v, int64_t count,
    charlm_update u) {
  for (int64_t i = 0; i < count; i++) {
    float g = prepared(gradient[i], w[i], u);
    v[i] = u.beta2 * v[i] + (1.0f - u.beta2) * g * g;
    w[i] = decayed(w[i], u) - u.rate * g / (sqrtf(v[i]) + u.epsilon);
  }
}

static void sgd(
    float *restrict w, const float *restrict gradient, float *restrict momentum, int64_t count,
    charlm_update u) {
  for (int64_t i = 0; i < count; i++) {
    float g = prepared(gradient[i], w[i], u);
    momentum[i] = u.beta1 * momentum[i] + g;
    w[i] = decayed(w[i], u) - u.rate * momentum[i];
  }
}
