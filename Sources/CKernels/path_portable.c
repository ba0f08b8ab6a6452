// Kernels for any processor, in plain C.

#define PATH_TABLE charlm_portable
#define PATH_LANES 4
#define PATH_ROWS 6
#define PATH_VECTORS 2

#include "kernels/all.h"
