// Matrix products with oneDNN 2.x or 3.x; none if it is disabled by the package trait `oneDNN`.

#ifndef CHARLM_ONEDNN_H
#define CHARLM_ONEDNN_H

#include "CKernels.h"

typedef struct charlm_library_product charlm_library_product;

bool charlm_library_is_there(void);

/// True if the processor has tiles for bfloat16 (AMX), which are ten times as fast as vectors. On
/// the processors measured, vector instructions for bfloat16 reach half the speed of float32.
bool charlm_library_has_tiles(void);

charlm_library_product *charlm_library_create(charlm_product_shape shape, const char **message);
void charlm_library_destroy(charlm_library_product *product);
int charlm_library_pack(charlm_library_product *product, const float *b);
int charlm_library_run(
    charlm_library_product *product, const float *a, const float *b, const float *bias, float *c);

#endif
