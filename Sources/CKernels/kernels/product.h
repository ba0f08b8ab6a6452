// Matrix products. Weights are packed in panels of `WIDTH` columns of B, row after row, in blocks
// of `DEPTH` rows, so that the innermost loop reads one contiguous stream. A tile of C stays in
// registers during that loop. After K. Goto and R. van de Geijn, "Anatomy of High-Performance
// Matrix Multiplication", 2008, https://doi.org/10.1145/1356052.1356053.

typedef float vec __attribute__((vector_size(PATH_LANES * 4), aligned(4), may_alias));
typedef uint32_t words __attribute__((vector_size(PATH_LANES * 4), aligned(4), may_alias));

enum {
  LANES = PATH_LANES,               // floats in a register
  ROWS = PATH_ROWS,                 // rows of a tile
  VECTORS = PATH_VECTORS,           // registers of columns in a tile
  WIDTH = PATH_VECTORS * PATH_LANES,
  PANELS = 8 / PATH_VECTORS,        // panels that a tile of a single row takes
  DEPTH = 8192 / WIDTH,             // rows of B in a block: a panel is 32 KiB, the size of a level-1 cache
  ROW_BLOCK = 256 / PATH_ROWS * PATH_ROWS,  // rows of A that stay in the level-2 cache
};

#define UNROLL _Pragma("clang loop unroll(full)")

INLINE int64_t smaller(int64_t x, int64_t y) { return x < y ? x : y; }
INLINE int64_t whole_panels(int64_t n) { return (n + WIDTH - 1) / WIDTH * WIDTH; }

/// The even and the odd element of a pair of steps in bfloat16.
INLINE vec even_half(words pairs) { return (vec)(pairs << 16); }
INLINE vec odd_half(words pairs) { return (vec)(pairs & 0xFFFF0000u); }

/// The operands and the destination of a tile.
typedef struct {
  const float *a;      // row i, step p: a[i · a_row + p], or in strips of `rows`: a[p · rows + i]
  int64_t a_row;
  const void *b;       // a panel, `depth` rows of `WIDTH`, followed by the next. In bfloat16 two rows
                       // are interleaved: for each column the even and the odd element
  const float *start;  // the initial value of C, or null for zero
  int64_t start_row;
  float *c;
  int64_t c_row;
  int64_t depth;
} tile_work;

/// Computes one tile: `rows` rows of A times `vectors` registers of columns, in `panels` panels of
/// B. Each element of C is summed in the order of the steps for every tile size, so a row's result
/// does not depend on the number of rows. A tile of one row uses two panels, because dependent
/// additions would leave the multipliers idle.
INLINE void tile(
    const int rows, const int vectors, const int panels, const bool is_half, const bool is_strip,
    tile_work t) {
  vec sums[PANELS][ROWS][VECTORS];
  UNROLL for (int q = 0; q < panels; q++)
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int j = 0; j < vectors; j++) sums[q][i][j] = (vec){0};
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < vectors * LANES; j += 16) __builtin_prefetch(t.c + i * t.c_row + j, 1);
  if (!is_half) {
    _Pragma("clang loop unroll_count(4)")
    for (int64_t p = 0; p < t.depth; p++) {
      UNROLL for (int q = 0; q < panels; q++) {
        const float *from = (const float *)t.b + (q * t.depth + p) * WIDTH;
        vec b[VECTORS];
        UNROLL for (int j = 0; j < vectors; j++) b[j] = *(const vec *)(from + j * LANES);
        UNROLL for (int i = 0; i < rows; i++) {
          const float x = is_strip ? t.a[p * rows + i] : t.a[i * t.a_row + p];
          UNROLL for (int j = 0; j < vectors; j++) sums[q][i][j] += x * b[j];
        }
      }
    }
  } else {
    // Rows of A are padded to whole pairs.
    const int64_t pairs = (t.depth + 1) / 2;
    _Pragma("clang loop unroll_count(2)")
    for (int64_t p = 0; p < pairs; p++) {
      UNROLL for (int q = 0; q < panels; q++) {
        const uint32_t *from = (const uint32_t *)t.b + (q * pairs + p) * WIDTH;
        words b[VECTORS];
        UNROLL for (int j = 0; j < vectors; j++) b[j] = *(const words *)(from + j * LANES);
        UNROLL for (int i = 0; i < rows; i++) {
          const float x = t.a[i * t.a_row + 2 * p];
          UNROLL for (int j = 0; j < vectors; j++) sums[q][i][j] += x * even_half(b[j]);
        }
        UNROLL for (int i = 0; i < rows; i++) {
          const float x = t.a[i * t.a_row + 2 * p + 1];
          UNROLL for (int j = 0; j < vectors; j++) sums[q][i][j] += x * odd_half(b[j]);
        }
      }
    }
  }
  UNROLL for (int q = 0; q < panels; q++)
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int j = 0; j < vectors; j++) {
        const int64_t column = q * WIDTH + j * LANES;
        vec sum = sums[q][i][j];
        if (t.start) sum += *(const vec *)(t.start + i * t.start_row + column);
        *(vec *)(t.c + i * t.c_row + column) = sum;
      }
}

/// Computes a tile of any size up to `ROWS` × `VECTORS`.
INLINE void any_tile(
    int rows, int vectors, const bool is_half, const bool is_strip, tile_work work) {
  switch (rows * 8 + vectors) {
#define TILE(rows, vectors)                                 \
  case rows * 8 + vectors:                                  \
    tile(rows, vectors, 1, is_half, is_strip, work);        \
    break;
#if PATH_VECTORS == 4
#define TILES(rows) TILE(rows, 1) TILE(rows, 2) TILE(rows, 3) TILE(rows, 4)
#else
#define TILES(rows) TILE(rows, 1) TILE(rows, 2)
#endif
    TILES(1) TILES(2) TILES(3) TILES(4) TILES(5) TILES(6)
#undef TILES
#undef TILE
  }
}

static void float_tile(int rows, int vectors, tile_work work) {
  any_tile(rows, vectors, false, false, work);
}
static void half_tile(int rows, int vectors, tile_work work) {
  any_tile(rows, vectors, true, false, work);
}
static void strip_tile(int rows, int vectors, tile_work work) {
  any_tile(rows, vectors, false, true, work);
}
static void float_row(tile_work work) { tile(1, VECTORS, PANELS, false, false, work); }
static void half_row(tile_work work) { tile(1, VECTORS, PANELS, true, false, work); }

/// Computes a tile of which only `width` columns are stored, using whole registers.
INLINE void edge_tile(
    void (*run)(int, int, tile_work), int rows, int64_t width, tile_work t) {
  const int vectors = (int)(width < WIDTH ? (width + LANES - 1) / LANES : VECTORS);
  if (vectors * LANES <= width) {
    run(rows, vectors, t);
    return;
  }
  float edge[ROWS * WIDTH];
  for (int i = 0; i < rows; i++) {
    if (t.start) memcpy(edge + i * WIDTH, t.start + i * t.start_row, (size_t)width * 4);
    memset(edge + i * WIDTH + width, 0, (size_t)(WIDTH - width) * 4);
  }
  float *c = t.c;
  int64_t c_row = t.c_row;
  if (t.start) t.start = edge;
  t.start_row = WIDTH;
  t.c = edge;
  t.c_row = WIDTH;
  run(rows, vectors, t);
  for (int i = 0; i < rows; i++) memcpy(c + i * c_row, edge + i * WIDTH, (size_t)width * 4);
}

INLINE uint16_t to_half(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return (uint16_t)(bits >> 16 | 0x40u);  // NaN stays NaN
  return (uint16_t)((bits + 0x7FFFu + (bits >> 16 & 1)) >> 16);
}

/// Returns x rounded to bfloat16, to nearest, ties to even.
INLINE float rounded(float x) {
  uint32_t bits = (uint32_t)to_half(x) << 16;
  memcpy(&x, &bits, 4);
  return x;
}

static void round_to_half(const float *x, float *out, int64_t count) {
  INDEPENDENT
  for (int64_t i = 0; i < count; i++) out[i] = rounded(x[i]);
}

static void to_halves(const float *restrict x, uint16_t *restrict out, int64_t count) {
  INDEPENDENT
  for (int64_t i = 0; i < count; i++) out[i] = to_half(x[i]);
}

// MARK: Weights in float32 and bfloat16

static int64_t weights_bytes(int64_t n, int64_t k, charlm_format format) {
  if (format == charlm_int8) return (k + 3) / 4 * 4 * whole_panels(n);
  if (format == charlm_bfloat16) return (k + 1) / 2 * 2 * whole_panels(n) * 2;
  return k * whole_panels(n) * 4;
}

/// Transposes a matrix of 16 × 16 elements.
INLINE void transpose16(const float *from, int64_t row, float *to, int64_t to_row) {
  float square[16][16];
  for (int i = 0; i < 16; i++) memcpy(square[i], from + i * row, 64);
  for (int j = 0; j < 16; j++) {
    float line[16];
    for (int i = 0; i < 16; i++) line[i] = square[i][j];
    memcpy(to + j * to_row, line, 64);
  }
}

/// The number of floats that a run needs for its copies of A.
static int64_t weights_scratch(int64_t k, int64_t m, charlm_format format) {
  if (format == charlm_int8) return ROWS * ((k + 3) / 4);
  return format == charlm_bfloat16 ? smaller(m, ROW_BLOCK) * smaller(k + 1, DEPTH) : 0;
}

static void panels_pack(charlm_weights *w, const float *from, bool transposed) {
  const int64_t n = w->n, k = w->k;
  float block[(DEPTH + 1) * WIDTH];
  for (int64_t top = 0; top < k; top += DEPTH) {
    const int64_t depth = smaller(DEPTH, k - top);
    for (int64_t j = 0; j < n; j += WIDTH) {
      const int64_t width = smaller(WIDTH, n - j);
      float *panel = w->format == charlm_float32
                         ? (float *)w->data + top * whole_panels(n) + j * depth
                         : block;
      if (width < WIDTH) memset(panel, 0, (size_t)(depth * WIDTH) * 4);
      if (!transposed) {
        for (int64_t p = 0; p < depth; p++)
          memcpy(panel + p * WIDTH, from + (top + p) * n + j, (size_t)width * 4);
      } else {
        int64_t q = 0;
        for (; q + 16 <= width; q += 16) {
          int64_t p = 0;
          for (; p + 16 <= depth; p += 16)
            transpose16(from + (j + q) * k + top + p, k, panel + p * WIDTH + q, WIDTH);
          for (; p < depth; p++)
            for (int64_t i = q; i < q + 16; i++) panel[p * WIDTH + i] = from[(j + i) * k + top + p];
        }
        for (; q < width; q++)
          for (int64_t p = 0; p < depth; p++) panel[p * WIDTH + q] = from[(j + q) * k + top + p];
      }
      if (w->format == charlm_bfloat16) {
        const int64_t pairs = (depth + 1) / 2;
        if (depth % 2) memset(block + depth * WIDTH, 0, WIDTH * 4);
        uint16_t *out = (uint16_t *)w->data + top * whole_panels(n) + j * 2 * pairs;
        for (int64_t p = 0; p < 2 * pairs; p++)
          for (int64_t q = 0; q < WIDTH; q++)
            out[(p / 2 * WIDTH + q) * 2 + p % 2] = to_half(block[p * WIDTH + q]);
      }
    }
  }
}

static void panels_run(
    const charlm_weights *w, int64_t m, const float *a, float *c, const float *bias,
    bool accumulates, float *scratch) {
  const int64_t n = w->n, k = w->k, columns = whole_panels(n);
  const bool is_half = w->format == charlm_bfloat16;
  for (int64_t first = 0; first < m; first += ROW_BLOCK) {
    const int64_t count = smaller(ROW_BLOCK, m - first), tiles = (count + ROWS - 1) / ROWS;
    for (int64_t top = 0; top < k; top += DEPTH) {
      const int64_t depth = smaller(DEPTH, k - top);
      const bool continues = accumulates || top > 0;
      const float *left = a + first * k + top;
      // The rows of a panel, rounded up to whole pairs in bfloat16.
      const int64_t lines = is_half ? (depth + 1) / 2 * 2 : depth;
      int64_t left_row = k;
      if (is_half) {
        for (int64_t i = 0; i < count; i++) {
          round_to_half(left + i * k, scratch + i * lines, depth);
          if (depth % 2) scratch[i * lines + depth] = 0;
        }
        left = scratch;
        left_row = lines;
      }
      int64_t j = 0;
      for (; count == 1 && j + PANELS * WIDTH <= n; j += PANELS * WIDTH) {
        tile_work work = {
            .a = left, .a_row = left_row,
            .b = (const char *)w->data + (top * columns + j * lines) * (is_half ? 2 : 4),
            .start = continues ? c + first * n + j : bias ? bias + j : 0,
            .start_row = continues ? n : 0, .c = c + first * n + j, .c_row = n, .depth = depth};
        (is_half ? half_row : float_row)(work);
      }
      for (; j < n; j += WIDTH) {
        const int64_t at = top * columns + j * lines, width = smaller(WIDTH, n - j);
        const char *panel = (const char *)w->data + at * (is_half ? 2 : 4);
        int64_t i = first;
        for (int64_t t = 0; t < tiles; t++) {
          const int rows = (int)((first + count - i) / (tiles - t));
          tile_work work = {
              .a = left + (i - first) * left_row, .a_row = left_row, .b = panel,
              .start = continues ? c + i * n + j : bias ? bias + j : 0,
              .start_row = continues ? n : 0, .c = c + i * n + j, .c_row = n, .depth = depth};
          edge_tile(is_half ? half_tile : float_tile, rows, width, work);
          i += rows;
        }
      }
    }
  }
}

// MARK: Weights in eight bits

// A panel holds four steps side by side: for each four rows of B, `WIDTH` columns of four bytes.
// Rows of A are rounded to eight bits with a scale each. Sums are exact on every path. Where one instruction
// multiplies unsigned by signed bytes, 128 is added to A, and the sum of each column of B takes it out again.

#if defined(PATH_VNNI)
enum { BYTE_OFFSET = 128 };
#else
enum { BYTE_OFFSET = 0 };
#endif

/// Returns the 8-bit scale of numbers up to `top`; 0 if its inverse would not be finite, in which
/// case they count as zero.
INLINE float byte_scale(float top) { return top > 1e-30f ? top / 127.0f : 0.0f; }

static void bytes_pack(charlm_weights *w, const float *from, bool transposed) {
  const int64_t n = w->n, k = w->k, depth = (k + 3) / 4 * 4;
  memset(w->data, 0, (size_t)weights_bytes(n, k, charlm_int8));
  for (int64_t j = 0; j < n; j++) {
    const int64_t row = transposed ? 1 : n;
    const float *column = transposed ? from + j * k : from + j;
    float top = 0;
    for (int64_t p = 0; p < k; p++) {
      float size = fabsf(column[p * row]);
      top = size > top ? size : top;
    }
    const float scale = byte_scale(top), inverse = scale > 0 ? 127.0f / top : 0.0f;
    int8_t *panel = (int8_t *)w->data + j / WIDTH * WIDTH * depth;
    int32_t sum = 0;
    for (int64_t p = 0; p < k; p++) {
      int8_t value = (int8_t)nearbyintf(column[p * row] * inverse);
      panel[p / 4 * 4 * WIDTH + j % WIDTH * 4 + p % 4] = value;
      sum += value;
    }
    w->scales[j] = scale;
    w->sums[j] = sum;
  }
}

typedef int32_t sums32 __attribute__((vector_size(PATH_LANES * 4), aligned(4), may_alias));
typedef int8_t bytes __attribute__((vector_size(PATH_LANES * 4), aligned(1), may_alias));
typedef int16_t shorts __attribute__((vector_size(PATH_LANES * 4), aligned(2), may_alias));

/// Four bytes of a row of A, as `add_bytes` wants them.
typedef struct {
#if defined(PATH_VNNI) || defined(PATH_DOT)
  sums32 quads;
#elif PATH_LANES >= 8
  bytes sizes, signs;  // |x|, and −1 where x is negative
#else
  shorts even, odd;  // the first and the third byte, the second and the fourth
#endif
} byte_operand;

INLINE byte_operand byte_operand_of(const uint8_t *a) {
  int32_t four;
  memcpy(&four, a, 4);
  const sums32 x = (sums32){0} + four;
#if defined(PATH_VNNI) || defined(PATH_DOT)
  return (byte_operand){x};
#elif PATH_LANES >= 8
  const bytes signs = (bytes)x < 0;
  return (byte_operand){((bytes)x ^ signs) - signs, signs};
#else
  return (byte_operand){(shorts)x << 8 >> 8, (shorts)x >> 8};
#endif
}

/// sums[i] + Σ of four bytes of x times four of b[i].
INLINE sums32 add_bytes(sums32 sums, byte_operand x, const int8_t *b) {
  const bytes quads = *(const bytes *)b;
#if defined(PATH_VNNI)
  typedef int32_t words64 __attribute__((vector_size(64)));
  return (sums32)__builtin_ia32_vpdpbusd512((words64)sums, (words64)x.quads, (words64)quads);
#elif defined(PATH_DOT)
  return (sums32)vdotq_s32((int32x4_t)sums, (int8x16_t)quads, (int8x16_t)x.quads);
#elif PATH_LANES >= 8
  // Unsigned |x| times b with the sign of x: two products, each up to 127², fit into 16 bits.
  const bytes right = (quads ^ x.signs) - x.signs;
#if PATH_LANES == 16
  const shorts pairs = (shorts)__builtin_ia32_pmaddubsw512(x.sizes, right);
  return sums + (sums32)__builtin_ia32_pmaddwd512(pairs, (shorts){0} + 1);
#else
  const shorts pairs = (shorts)__builtin_ia32_pmaddubsw256(x.sizes, right);
  return sums + (sums32)__builtin_ia32_pmaddwd256(pairs, (shorts){0} + 1);
#endif
#else
  const shorts even = (shorts)quads << 8 >> 8, odd = (shorts)quads >> 8;
#if defined(__SSE2__)
  return sums + (sums32)__builtin_ia32_pmaddwd128(even, x.even) +
         (sums32)__builtin_ia32_pmaddwd128(odd, x.odd);
#else
  const sums32 first = (sums32)even << 16 >> 16, third = (sums32)even >> 16;
  const sums32 second = (sums32)odd << 16 >> 16, fourth = (sums32)odd >> 16;
  return sums + first * ((sums32)x.even << 16 >> 16) + second * ((sums32)x.odd << 16 >> 16) +
         third * ((sums32)x.even >> 16) + fourth * ((sums32)x.odd >> 16);
#endif
#endif
}

/// Computes one tile of 8-bit products: `rows` × `panels` panels.
INLINE void byte_tile(
    const int rows, const int panels, const uint8_t *a, const int8_t *b, int64_t depth,
    int32_t *out) {
  sums32 sums[2][ROWS][VECTORS];
  UNROLL for (int q = 0; q < panels; q++)
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int j = 0; j < VECTORS; j++) sums[q][i][j] = (sums32){0};
  for (int64_t p = 0; p < depth; p += 4)
    UNROLL for (int q = 0; q < panels; q++) {
      const int8_t *quads = b + (q * depth + p) * WIDTH;
      UNROLL for (int i = 0; i < rows; i++) {
        const byte_operand x = byte_operand_of(a + i * depth + p);
        UNROLL for (int j = 0; j < VECTORS; j++)
          sums[q][i][j] = add_bytes(sums[q][i][j], x, quads + 4 * j * LANES);
      }
    }
  UNROLL for (int q = 0; q < panels; q++)
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int j = 0; j < VECTORS; j++)
        *(sums32 *)(out + (i * panels + q) * WIDTH + j * LANES) = sums[q][i][j];
}

/// Quantizes a row to eight bits; returns its scale.
INLINE float round_row(const float *x, uint8_t *out, int64_t k, int64_t depth) {
  float tops[16] = {0};
  int64_t p = 0;
  for (; p + 16 <= k; p += 16)
    for (int j = 0; j < 16; j++) {
      float size = fabsf(x[p + j]);
      tops[j] = size > tops[j] ? size : tops[j];
    }
  float top = 0;
  for (; p < k; p++) top = fabsf(x[p]) > top ? fabsf(x[p]) : top;
  for (int j = 0; j < 16; j++) top = tops[j] > top ? tops[j] : top;
  const float scale = byte_scale(top), inverse = scale > 0 ? 127.0f / top : 0.0f;
  const float magic = 12582912.0f + BYTE_OFFSET;  // adding 1.5 · 2²³ rounds to the nearest integer
  INDEPENDENT
  for (p = 0; p < k; p++) {
    float shifted = x[p] * inverse + magic;
    uint32_t bits;
    memcpy(&bits, &shifted, 4);
    out[p] = (uint8_t)bits;
  }
  for (p = k; p < depth; p++) out[p] = BYTE_OFFSET;
  return scale;
}

static void bytes_run(
    const charlm_weights *w, int64_t m, const float *a, float *c, const float *bias,
    bool accumulates, void *scratch) {
  const int64_t n = w->n, k = w->k, depth = (k + 3) / 4 * 4;
  uint8_t *rounded_rows = scratch;
  for (int64_t first = 0; first < m; first += ROWS) {
    const int rows = (int)smaller(ROWS, m - first);
    float scales[ROWS];
    for (int i = 0; i < rows; i++)
      scales[i] = round_row(a + (first + i) * k, rounded_rows + i * depth, k, depth);
    for (int64_t j = 0; j < n;) {
      const int8_t *panel = (const int8_t *)w->data + j * depth;
      int32_t sums[ROWS * WIDTH];
      const int together = rows == 1 && j + 2 * WIDTH <= n ? 2 : 1;
      switch (rows * 8 + together) {
#define TILE(rows, panels)                                     \
  case rows * 8 + panels:                                      \
    byte_tile(rows, panels, rounded_rows, panel, depth, sums); \
    break;
        TILE(1, 2) TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1) TILE(5, 1) TILE(6, 1)
#undef TILE
      }
      const int64_t width = smaller(together * WIDTH, n - j);
      for (int i = 0; i < rows; i++) {
        float *out = c + (first + i) * n + j;
        const int32_t *row = sums + i * together * WIDTH;
        const float *start = accumulates ? out : bias ? bias + j : 0;
        const float scale = scales[i];
        if (start) {
          INDEPENDENT
          for (int64_t q = 0; q < width; q++)
            out[q] = start[q] +
                     scale * w->scales[j + q] * (float)(row[q] - BYTE_OFFSET * w->sums[j + q]);
        } else {
          INDEPENDENT
          for (int64_t q = 0; q < width; q++)
            out[q] = scale * w->scales[j + q] * (float)(row[q] - BYTE_OFFSET * w->sums[j + q]);
        }
      }
      j += together * WIDTH;
    }
  }
}

// MARK: Weights in any format

static void weights_pack(charlm_weights *w, const float *from, bool transposed) {
  if (w->format == charlm_int8) {
    bytes_pack(w, from, transposed);
  } else {
    panels_pack(w, from, transposed);
  }
}

static void weights_run(
    const charlm_weights *w, int64_t m, const float *a, float *c, const float *bias,
    bool accumulates, void *scratch) {
  if (w->format == charlm_int8) {
    bytes_run(w, m, a, c, bias, accumulates, scratch);
  } else {
    panels_run(w, m, a, c, bias, accumulates, scratch);
  }
}

// MARK: Products of unpacked matrices

/// The number of floats that `multiply` needs for its copies.
static int64_t multiply_scratch(int64_t n) {
  return (whole_panels(n) + ROW_BLOCK + 16 * 16) * DEPTH;
}

/// Copies `depth` rows of B[k, n] into panels.
INLINE void panels_copy(const float *b, int64_t n, int64_t depth, float *panels) {
  for (int64_t p = 0; p < depth; p++) {
    const float *row = b + p * n;
    for (int64_t j = 0; j < n; j += WIDTH) {
      float *to = panels + j * depth + p * WIDTH;
      const int64_t width = smaller(WIDTH, n - j);
      if (width == WIDTH) {
        UNROLL for (int v = 0; v < VECTORS; v++)
          *(vec *)(to + v * LANES) = *(const vec *)(row + j + v * LANES);
      } else {
        for (int64_t q = 0; q < WIDTH; q++) to[q] = q < width ? row[j + q] : 0.0f;
      }
    }
  }
}

/// Copies the lower half of a symmetric matrix from its upper half.
INLINE void mirror(float *c, int64_t n) {
  for (int64_t i = 0; i < n; i += 16)
    for (int64_t j = 0; j <= i; j += 16) {
      if (j < i && i + 16 <= n) {
        transpose16(c + j * n + i, n, c + i * n + j, n);
        continue;
      }
      for (int64_t row = i; row < smaller(i + 16, n); row++)
        for (int64_t column = j; column < smaller(j + 16, row); column++)
          c[row * n + column] = c[column * n + row];
    }
}

/// C[m, n] = A · B[k, n] (+ C), where A is stored as [m, k], or as [k, m] if `transposed`. If
/// `rounds`, both operands are rounded to bfloat16, which only a transposed A allows. If `symmetric`,
/// tiles below the diagonal are not computed.
INLINE void multiply_matrices(
    int64_t m, int64_t n, int64_t k, const float *a, const bool transposed, const float *b,
    float *c, bool accumulates, bool rounds, bool symmetric, float *scratch) {
  typedef float line __attribute__((vector_size(64), aligned(4), may_alias));
  float *panels = scratch, *strips = scratch + whole_panels(n) * DEPTH;
  for (int64_t top = 0; top < k; top += DEPTH) {
    const int64_t depth = smaller(DEPTH, k - top);
    panels_copy(b + top * n, n, depth, panels);
    if (rounds) round_to_half(panels, panels, whole_panels(n) * depth);
    for (int64_t first = 0; first < m; first += ROW_BLOCK) {
      const int64_t count = smaller(ROW_BLOCK, m - first), tiles = (count + ROWS - 1) / ROWS;
      // Strips of A, with the rows of each tile together; sixteen elements are copied even if fewer
      // are needed, and the next step's copy overwrites the surplus.
      for (int64_t p = 0; transposed && p < depth; p++) {
        const float *row = a + (top + p) * m;
        int64_t i = first;
        for (int64_t t = 0; t < tiles; t++) {
          const int rows = (int)((first + count - i) / (tiles - t));
          float *to = strips + (i - first) * depth + t * 16 + p * rows;
          if ((top + p) * m + i + 16 <= k * m) {
            *(line *)to = *(const line *)(row + i);
          } else {
            memcpy(to, row + i, (size_t)rows * 4);
          }
          i += rows;
        }
      }
      if (rounds) round_to_half(strips, strips, count * depth + tiles * 16);
      const bool continues = accumulates || top > 0;
      for (int64_t j = 0; j < n; j += WIDTH) {
        const float *panel = panels + j * depth;
        int64_t i = first;
        for (int64_t t = 0; t < tiles; t++) {
          if (symmetric && i >= j + WIDTH) break;
          const int rows = (int)((first + count - i) / (tiles - t));
          tile_work work = {
              .a = transposed ? strips + (i - first) * depth + t * 16 : a + i * k + top,
              .a_row = k, .b = panel,
              .start = continues ? c + i * n + j : 0, .start_row = n, .c = c + i * n + j,
              .c_row = n, .depth = depth};
          edge_tile(transposed ? strip_tile : float_tile, rows, smaller(WIDTH, n - j), work);
          i += rows;
        }
      }
    }
  }
}

static void multiply(
    const float *a, const float *b, float *c, int64_t m, int64_t n, int64_t k, float *scratch) {
  multiply_matrices(m, n, k, a, false, b, c, false, false, false, scratch);
}

static void multiply_symmetric(
    const float *a, const float *b, float *c, int64_t n, float *scratch) {
  multiply_matrices(n, n, n, a, false, b, c, false, false, true, scratch);
  mirror(c, n);
}

static void gram(const float *x, float *c, int64_t n, int64_t k, float *scratch) {
  multiply_matrices(n, n, k, x, true, x, c, false, false, true, scratch);
  mirror(c, n);
}

static void gradient_run(
    int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c, bool accumulates,
    bool rounds, float *scratch) {
  multiply_matrices(m, n, k, a, true, b, c, accumulates, rounds, false, scratch);
}
