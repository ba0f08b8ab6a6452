// For arm64 processors, all of which have NEON with 32 registers.

#if defined(__aarch64__)

#define PATH_TABLE charlm_neon
#define PATH_LANES 4
#define PATH_ROWS 6
#define PATH_VECTORS 4

#include "kernels/all.h"

#endif
