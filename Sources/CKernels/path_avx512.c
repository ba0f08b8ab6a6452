// For x86-64 processors with AVX-512.

#if defined(__x86_64__)

#define PATH_TABLE charlm_avx512
// Registers of 512 bits in every loop: compilers prefer half of that for this kind of processor.
#define PATH_TARGET "arch=x86-64-v4,no-prefer-256-bit"
#define PATH_LANES 16
#define PATH_ROWS 6
#define PATH_VECTORS 4

#include "kernels/all.h"

#endif
