#ifndef CHARLM_ONEDNN_SHIM_H
#define CHARLM_ONEDNN_SHIM_H

#include <oneapi/dnnl/dnnl.h>

#endif
