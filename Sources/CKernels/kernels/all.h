// All kernels, compiled once for each path. The including file defines the processor
// (`PATH_TARGET`), the floats per register (`PATH_LANES`), the rows and column registers of a
// product tile (`PATH_ROWS`, `PATH_VECTORS`), and the name of the table (`PATH_TABLE`).

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "../kernels.h"

#if defined(PATH_TARGET)
#pragma clang attribute push(__attribute__((target(PATH_TARGET))), apply_to = function)
#endif

#include "common.h"

#include "vector.h"
#include "elementwise.h"
#include "pooling.h"
#include "product.h"
#include "ranking.h"
#include "recurrent.h"
#include "softmax.h"
#include "update.h"

#if defined(PATH_TARGET)
#pragma clang attribute pop
#endif

const charlm_kernels PATH_TABLE = {
#define X(type, name, parameters, arguments) .name = name,
    CHARLM_FOR_EACH_KERNEL(X)
#undef X
    .weights_bytes = weights_bytes,
    .weights_scratch = weights_scratch,
    .weights_pack = weights_pack,
    .weights_run = weights_run,
    .to_halves = to_halves,
    .gradient_run = gradient_run,
};
