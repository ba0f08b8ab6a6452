// For arm64 processors with dot products of eight bits.

#if defined(__aarch64__)

#define PATH_TABLE charlm_neondot
#define PATH_TARGET "dotprod"
#define PATH_LANES 4
#define PATH_ROWS 6
#define PATH_VECTORS 4
#define PATH_DOT

#include <arm_neon.h>

#include "kernels/all.h"

#endif
