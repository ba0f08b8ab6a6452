// Prepares a thread for kernels: OpenMP is limited to one thread, denormals are flushed to zero.

#define _GNU_SOURCE
#include "CKernels.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#define CHARLM_FLUSH_AND_ZERO 0x8040u
#elif defined(__aarch64__)
#define CHARLM_FLUSH_TO_ZERO (1u << 24)

static uint32_t floating_control(void) {
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  return (uint32_t)control;
}

static void set_floating_control(uint32_t control) {
  __asm__ volatile("msr fpcr, %0" ::"r"((uint64_t)control));
}
#endif

// oneDNN may load its own OpenMP; its functions are looked up at run time, so that nothing has to
// be linked.
typedef void (*set_threads)(int);
typedef int (*get_threads)(void);

static set_threads set;
static get_threads get;
static pthread_once_t looked_up = PTHREAD_ONCE_INIT;

static void look_up(void) {
  set = (set_threads)dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  get = (get_threads)dlsym(RTLD_DEFAULT, "omp_get_max_threads");
}

charlm_thread_state charlm_enter(void) {
  charlm_thread_state state = {0, 0};
  pthread_once(&looked_up, look_up);
  if (set && get) {
    state.threads = get();
    if (state.threads != 1) set(1);
  }
#if defined(__x86_64__)
  state.control = _mm_getcsr();
  _mm_setcsr(state.control | CHARLM_FLUSH_AND_ZERO);
#elif defined(__aarch64__)
  state.control = floating_control();
  set_floating_control(state.control | CHARLM_FLUSH_TO_ZERO);
#endif
  return state;
}

void charlm_leave(charlm_thread_state state) {
  if (state.threads > 1) set(state.threads);
#if defined(__x86_64__)
  _mm_setcsr(state.control);
#elif defined(__aarch64__)
  set_floating_control(state.control);
#endif
}
