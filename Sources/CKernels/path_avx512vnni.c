// Kernels for x86-64 processors with AVX-512 and VNNI (8-bit dot products).

#if defined(__x86_64__)

#define PATH_TABLE charlm_avx512vnni
// Use 512-bit registers in every loop; compilers prefer 256 bits for these processors.
#define PATH_TARGET "arch=x86-64-v4,avx512vnni,no-prefer-256-bit"
#define PATH_LANES 16
#define PATH_ROWS 6
#define PATH_VECTORS 4
#define PATH_VNNI

#include "kernels/all.h"

#endif
