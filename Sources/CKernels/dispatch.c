// Selects the kernels: the fastest path that the processor supports, or the requested one.

#include <stdlib.h>
#include <string.h>

#include "kernels.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#elif defined(__aarch64__) && defined(__APPLE__)
#include <sys/sysctl.h>
#endif

static const struct {
  const char *name;
  const charlm_kernels *kernels;
} paths[] = {
    {"portable", &charlm_portable},
#if defined(__x86_64__)
    {"avx2", &charlm_avx2},
    {"avx512", &charlm_avx512},
    {"avx512vnni", &charlm_avx512vnni},
#elif defined(__aarch64__)
    {"neon", &charlm_neon},
    {"neondot", &charlm_neondot},
#endif
};

enum { path_count = sizeof paths / sizeof *paths };

static int best = 0;
static _Thread_local int chosen = -1;

#if defined(__aarch64__)
/// True if the processor has dot products of eight bits (the instruction `sdot`).
static bool has_dot_products(void) {
#if defined(__linux__)
  return getauxval(AT_HWCAP) >> 20 & 1;  // HWCAP_ASIMDDP
#elif defined(__APPLE__)
  int value = 0;
  size_t size = sizeof value;
  return sysctlbyname("hw.optional.arm.FEAT_DotProd", &value, &size, NULL, 0) == 0 && value;
#else
  return false;
#endif
}
#endif

static bool is_supported(int path) {
#if defined(__x86_64__)
  switch (path) {
    case 1: return __builtin_cpu_supports("x86-64-v3");
    case 2: return __builtin_cpu_supports("x86-64-v4");
    case 3: return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vnni");
  }
#elif defined(__aarch64__)
  switch (path) {
    case 1: return true;
    case 2: return has_dot_products();
  }
#endif
  return path == 0;
}

__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
#endif
  const char *wanted = getenv("CHARLM_KERNELS");
  for (int path = 0; path < path_count; path++) {
    if (is_supported(path)) best = path;
    if (wanted && strcmp(wanted, paths[path].name) == 0) break;
  }
}

int charlm_path_count(void) { return path_count; }
const char *charlm_path_name(int path) {
  return path >= 0 && path < path_count ? paths[path].name : NULL;
}
int charlm_path(void) { return chosen < 0 ? best : chosen; }

bool charlm_use_path(int path) {
  if (path >= path_count || (path >= 0 && !is_supported(path))) return false;
  chosen = path;
  return true;
}

const charlm_kernels *charlm_current(void) { return paths[charlm_path()].kernels; }

#define X(type, name, parameters, arguments) \
  type charlm_##name parameters { return charlm_current()->name arguments; }
CHARLM_FOR_EACH_KERNEL(X)
#undef X
