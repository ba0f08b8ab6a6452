// Kernels for x86-64 processors with AVX2 and FMA.

#if defined(__x86_64__)

#define PATH_TABLE charlm_avx2
#define PATH_TARGET "arch=x86-64-v3"
#define PATH_LANES 8
#define PATH_ROWS 6
#define PATH_VECTORS 2

#include "kernels/all.h"

#endif
