// The numeric kernels of charlm.
//
// Matrices are row-major float arrays without padding; [a, b] has a rows of b. A `row` of a window
// is one lane at one step. Functions do not allocate, except `…_create`. Pointers to non-empty
// arrays must not be null.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

// MARK: Threads (thread.c)

/// The settings of the calling thread that `charlm_enter` changed.
typedef struct {
  uint32_t control;
  int32_t threads;
} charlm_thread_state;

/// Prepares the calling thread for kernels: products run on this thread alone, and denormal
/// numbers, which make arithmetic many times slower, are flushed to zero on x86-64 and arm64.
charlm_thread_state charlm_enter(void);

/// Restores the settings that `charlm_enter` changed.
void charlm_leave(charlm_thread_state state);

/// Hints that the calling thread is in a spin loop.
static inline void charlm_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// MARK: Paths (dispatch.c): the kernels, compiled for several kinds of processor

/// The number of paths of this build, from the most general to the fastest, and the name of each.
int charlm_path_count(void);
const char *charlm_path_name(int path);

/// The path of the calling thread: the fastest that the processor supports, unless the environment
/// variable CHARLM_KERNELS names a more general one, or `charlm_use_path` was called.
int charlm_path(void);

/// Sets the path for the calling thread; −1 restores the default. Returns false if the processor
/// does not support it.
bool charlm_use_path(int path);

// MARK: Matrix products (product.c)

/// The format of a product's operands; sums are in float32, or exact integers for int8.
typedef enum {
  charlm_float32,
  charlm_bfloat16,
  charlm_int8,  ///< with one scale per row of A and per column of B
} charlm_format;

/// The largest k of an 8-bit product: longer sums of terms up to 255 · 127 overflow 32 bits.
#define CHARLM_INT8_DEPTH 66311

/// A matrix B[k, n] packed for fast products. Once packed, it may be read by several threads.
typedef struct charlm_weights charlm_weights;

/// Allocates packed weights; returns null on failure.
charlm_weights *charlm_weights_create(int64_t n, int64_t k, charlm_format format);
void charlm_weights_destroy(charlm_weights *weights);

/// Packs B, stored as [k, n], or as [n, k] if `transposed`.
void charlm_weights_pack(charlm_weights *weights, const float *b, bool transposed);

/// The size of packed weights in bytes, and the number of scratch floats that one run needs.
int64_t charlm_weights_bytes(const charlm_weights *weights);
int64_t charlm_weights_scratch(const charlm_weights *weights, int64_t m);

/// C[m, n] = A[m, k] · B (+ C) (+ bias[n] in every row, unless it is null; not with + C). A is
/// rounded like B. A row's result does not depend on the number or the values of other rows.
void charlm_weights_run(
    const charlm_weights *weights, int64_t m, const float *a, float *c, const float *bias,
    bool accumulates, float *scratch);

/// A product of fixed shape for training: for the gradient of weights, with own kernels or oneDNN,
/// C[m, n] = A[k, m]ᵀ · B[k, n] (+ C); or, with oneDNN, C[m, n] = A[m, k] · B[k, n] (+ C) (+
/// bias[n] in every row), with B packed.
typedef struct charlm_product charlm_product;

typedef enum { charlm_own, charlm_onednn } charlm_backend;

typedef struct {
  int64_t m, n, k;
  bool is_gradient;   ///< A is stored as [k, m], and B is not packed
  bool b_transposed;  ///< B is stored as [n, k]
  bool accumulates;   ///< adds to C
  bool has_bias;      ///< adds a row vector; not to a gradient, and not with `accumulates`
  charlm_format format;  ///< float32, or bfloat16: both operands are rounded to it
  charlm_backend backend;
} charlm_product_shape;

/// Creates a product, or returns null with a reason in `message`. The creating thread, after
/// `charlm_enter`, must also run it.
charlm_product *charlm_product_create(charlm_product_shape shape, const char **message);
void charlm_product_destroy(charlm_product *product);

/// Packs B. Returns 0, or oneDNN's error; −1 for products with own kernels, which cannot pack.
int charlm_product_pack(charlm_product *product, const float *b);

/// Runs a product. `b` is ignored if B is packed, `bias` if the product has none. Returns 0, or
/// oneDNN's error.
int charlm_product_run(
    charlm_product *product, const float *a, const float *b, const float *bias, float *c);

/// C[m, n] = A[m, k] · B[k, n] with own kernels in float32.
void charlm_multiply(
    const float *a, const float *b, float *c, int64_t m, int64_t n, int64_t k, float *scratch);

/// C[n, n] = A · B of symmetric matrices that commute, so that C is symmetric: its upper half is
/// computed, and mirrored.
void charlm_multiply_symmetric(
    const float *a, const float *b, float *c, int64_t n, float *scratch);

/// C[n, n] = X[k, n]ᵀ · X, computed in the same way.
void charlm_gram(const float *x, float *c, int64_t n, int64_t k, float *scratch);

/// The number of scratch floats that these need.
int64_t charlm_multiply_scratch(int64_t n);

/// True if oneDNN is there and multiplies in a format on this processor; and if it multiplies bfloat16
/// clearly faster than float32, as measured once in a process where the processor does not tell.
bool charlm_has_onednn(charlm_format format);
bool charlm_has_fast_bfloat16(void);

/// True if oneDNN is faster for training in a format.
bool charlm_prefers_onednn(charlm_format format);

// MARK: Vectors (kernels/vector.h)

/// out[r] = table[indices[r]] for each of `count` rows of `width`; indices must be valid.
void charlm_gather(
    const float *table, const int32_t *indices, float *out, int64_t count, int64_t width);

/// table[indices[r]] += rows[r], in the order of r.
void charlm_scatter_add(
    float *table, const int32_t *indices, const float *rows, int64_t count, int64_t width);

/// out[columns] = the sum of all rows (+ out).
void charlm_column_sums(
    const float *matrix, float *out, int64_t rows, int64_t columns, bool accumulates);

/// y += x.
void charlm_add(const float *x, float *y, int64_t count);

/// Dropout with mask bits derived from `key` and the element's index: out = kept ? x / (1 − p) : 0,
/// or the same added to out. Forward and backward are the same function with the same key. x may be
/// out, unless it accumulates.
void charlm_dropout(
    const float *x, float *out, int64_t count, float probability, uint64_t key, bool accumulates);

/// Orthonormalizes the rows of an n × n matrix by the Gram–Schmidt process, applied twice.
void charlm_orthonormalize(float *matrix, int64_t n);

// MARK: Recurrent cells (kernels/recurrent.h); n lanes, h units

/// LSTM: gates[n, 4h] are the pre-activations i f g o, which are replaced by their activations;
/// cell = f·previous + i·g, hidden = o·tanh(cell).
void charlm_lstm_forward(
    float *gates, const float *previous_cell, float *cell, float *tanh_cell, float *hidden,
    int64_t n, int64_t h);

/// LSTM backward: gates are replaced by the gradients of their pre-activations, `carried_cell` by
/// the gradient of the previous cell. The hidden gradient is above + carried.
void charlm_lstm_backward(
    float *gates, const float *previous_cell, const float *tanh_cell, const float *above,
    const float *carried, float *carried_cell, int64_t n, int64_t h);

/// A variant of the LSTM (Greff et al. 2017, https://arxiv.org/abs/1503.04069).
typedef struct {
  bool has_input, has_forget, has_output;  ///< gates; a missing one is 1
  bool couples;                            ///< the input gate is 1 − forget gate
  bool squashes_input, squashes_output;    ///< tanh of the candidate, and of the cell
  bool peeps;                              ///< gates see the cell
  bool recurs;                             ///< gates see the gates of the step before
} charlm_lstm_variant;

/// A variant: gates[n, G·h] are its gates in the order i f g o; `peepholes` and their gradient have
/// one row of h for each gate except g. `output_cell` is tanh(cell) or the cell.
void charlm_lstm_variant_forward(
    charlm_lstm_variant variant, float *gates, const float *peepholes, const float *previous_cell,
    float *cell, float *output_cell, float *hidden, int64_t n, int64_t h);

/// Backward, as for the LSTM; `carried_gates` are planes `distance` apart with the gradients of the
/// gates from the next step, and the peepholes' gradient is accumulated.
void charlm_lstm_variant_backward(
    charlm_lstm_variant variant, float *gates, const float *peepholes, const float *previous_cell,
    const float *cell, const float *output_cell, const float *above, const float *carried,
    float *carried_cell, const float *carried_gates, int64_t distance, float *peephole_gradient,
    int64_t n, int64_t h);

/// GRU with the reset after the product: projection[n, 3h] holds r z n of the input and is replaced
/// by the activations; recurrent[n, 3h] holds W_hh·h without bias, of which the third part is
/// stored with its bias.
void charlm_gru_forward(
    float *projection, float *recurrent, const float *candidate_bias, const float *previous,
    float *hidden, int64_t n, int64_t h);

/// GRU backward: projection is replaced by the gradients of the input's pre-activations, recurrent
/// by those of the recurrent ones; carried, by the part of the previous hidden state's gradient
/// that does not pass through the product.
void charlm_gru_backward(
    float *projection, float *recurrent, const float *previous, const float *above,
    float *carried, int64_t n, int64_t h);

// MARK: Elements (kernels/elementwise.h)

/// An operation on each element of a, b and c.
typedef enum {
  charlm_tanh,           ///< c = tanh a
  charlm_sigmoid,        ///< c = 1 / (1 + e^−a)
  charlm_relu,           ///< c = max(a, 0)
  charlm_tanh_slope,     ///< c = b · tanh′, where a is the value of tanh
  charlm_sigmoid_slope,  ///< the same for the logistic function
  charlm_relu_slope,     ///< the same for the rectifier
  charlm_plus,           ///< c = a + b
  charlm_minus,          ///< c = a − b
  charlm_times,          ///< c = a · b
  charlm_divided,        ///< c = a / b
  charlm_plus_times,     ///< c = c + a · b
  charlm_minus_times,    ///< c = c − a · b
} charlm_operation;

/// Applies an operation to matrices with the given strides; c may be a or b. For operations with
/// one operand b is a.
void charlm_elementwise(
    charlm_operation operation, const float *a, int64_t a_stride, const float *b, int64_t b_stride,
    float *c, int64_t c_stride, int64_t rows, int64_t width);

/// Copies (or adds) `width` columns of every row.
void charlm_copy_columns(
    const float *from, int64_t from_stride, float *to, int64_t to_stride, int64_t rows,
    int64_t width, bool accumulates);

/// Zoneout: out = the previous value with the given probability, by bits derived from `key` and the
/// element's index, else the computed value; or the expectation of that.
void charlm_zoneout_forward(
    const float *previous, const float *computed, float *out, int64_t count, float probability,
    uint64_t key);
void charlm_zoneout_mean(
    const float *previous, const float *computed, float *out, int64_t count, float probability);

/// Splits a gradient into that of the previous value, `kept`, and that of the computed one.
void charlm_zoneout_backward(
    float *gradient, float *kept, int64_t count, float probability, uint64_t key);

/// Layer normalization of groups of h columns: normal = (x − mean) / √(variance + 1e-5),
/// out = gain · normal (+ bias, unless it is null) (+ out). `inverse` [rows, groups] keeps the
/// factors; normal may be x.
void charlm_normalize_forward(
    const float *x, const float *gain, const float *bias, float *normal, float *inverse,
    float *out, int64_t rows, int64_t groups, int64_t h, bool accumulates);

/// Layer normalization backward: normal is replaced by the gradient of x; the gain's gradient is
/// accumulated.
void charlm_normalize_backward(
    const float *above, const float *gain, float *normal, const float *inverse,
    float *gain_gradient, int64_t rows, int64_t groups, int64_t h);

// MARK: Pooling (kernels/pooling.h); rows `stride` floats apart

/// out = the mean of the rows, or the maximum of each element.
void charlm_pool(
    const float *x, int64_t stride, float *out, int64_t rows, int64_t width, bool takes_largest);

/// Distributes the gradient of out to the rows: equally, or to the first maximum of each element;
/// `above` must be zero.
void charlm_pool_backward(
    const float *x, const float *out, const float *gradient, float *above, int64_t stride,
    int64_t rows, int64_t width, bool takes_largest);

// MARK: Softmax (kernels/softmax.h)

/// Softmax with cross-entropy: for each row, adds −ln p(target) to the result and replaces the
/// logits by scale · (p − q), where q gives 1 − smoothing to the target and spreads the rest over
/// all. Returns the sum over rows in nats. A row with a negative target is skipped: its gradient is
/// zero.
double charlm_softmax_cross_entropy(
    float *logits, const int32_t *targets, int64_t rows, int64_t width, float smoothing,
    float scale);

/// out = e^(factor · (logit − maximum)), 0 below e^−80; returns the sum, NaN if a logit is NaN or +∞.
double charlm_softmax_terms(const float *logits, float *out, int64_t count, float factor);

/// Computes ln p(target) of each row in nats; logits are unchanged.
void charlm_log_probabilities(
    const float *logits, const int32_t *targets, double *out, int64_t rows, int64_t width);

/// Computes ln Σ e^logit of each row; a logit minus it is ln p.
void charlm_log_sums(const float *logits, double *out, int64_t rows, int64_t width);

// MARK: Rankings (kernels/ranking.h)

/// The number of columns of ``charlm_column_maxima``.
#define CHARLM_COLUMNS 128

/// Writes the largest of x[j], x[j + CHARLM_COLUMNS], x[j + 2 · CHARLM_COLUMNS] … to out[j]; −∞ where there is none.
void charlm_column_maxima(const float *x, int64_t count, float *out);

/// Finds a range of values such that, in the ranking by value, the sum of the weights reaches `bound` within it:
/// values of `end` or more have less weight together, and those of `from` or more reach it, both but for the rounding
/// of sums in float32. Without weights each value counts as 1. A bound that is not reached gives the least values; there
/// is at least one value.
void charlm_reaching_range(
    const float *values, const float *weights, int64_t count, double bound, float *from, float *end);

/// Writes the places of the values that are at least `from` and less than `end`, in order, and the sum of the weights,
/// in double, of values of `end` or more; without weights their number. Returns how many places there are, `count` at
/// most.
int64_t charlm_elements_between(
    const float *values, const float *weights, int64_t count, float from, float end, int32_t *places,
    double *before);

/// Sets each logit to −∞ that comes after `index` in a ranking by value, the largest first and of equal ones the
/// first; `values` may be the logits.
void charlm_forbid_after(
    float *logits, const float *values, int32_t count, float value, int32_t index);

// MARK: Updates (kernels/update.h): one pass over a range of parameters

/// Returns the sum of squares.
double charlm_square_sum(const float *x, int64_t count);

typedef struct {
  float rate;            ///< learning rate of this step
  float gradient_scale;  ///< clipping by norm: factor of every gradient
  float clip_value;      ///< then clipped to ± this value; infinity for none
  float decay;           ///< coupled: added to the gradient; decoupled: w −= rate · decay · w
  bool decouples_decay;
  float beta1, beta2, epsilon;
  float correction1, correction2;  ///< 1 − betaᵗ, or 1 without bias correction
} charlm_update;

void charlm_adam(
    float *w, const float *gradient, float *m, float *v, int64_t count, charlm_update u);
void charlm_rmsprop(float *w, const float *gradient, float *v, int64_t count, charlm_update u);
void charlm_sgd(float *w, const float *gradient, float *momentum, int64_t count, charlm_update u);

#endif
