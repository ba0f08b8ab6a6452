// Products on oneDNN, 2.x and 3.x alike; without it (the package trait `oneDNN` turned off) there
// are none.

#ifndef CHARLM_ONEDNN_H
#define CHARLM_ONEDNN_H

#include "CKernels.h"

typedef struct charlm_library_product charlm_library_product;

bool charlm_library_is_there(void);

/// Whether the processor has tiles for bfloat16 (AMX), which do ten times what vectors do. The vector
/// instructions for bfloat16 alone do half of what float32's do on the processors measured.
bool charlm_library_has_tiles(void);

charlm_library_product *charlm_library_create(charlm_product_shape shape, const char **message);
void charlm_library_destroy(charlm_library_product *product);
int charlm_library_pack(charlm_library_product *product, const float *b);
int charlm_library_run(
    charlm_library_product *product, const float *a, const float *b, const float *bias, float *c);

#endif
