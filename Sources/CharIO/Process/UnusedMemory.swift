#if canImport(Glibc)
  private import Glibc
#endif

/// Gives memory that was freed back to the system where the allocator would keep it, as glibc's does after a
/// peak. It takes a moment; call it when there is nothing else to do.
package func returnUnusedMemory() {
  #if canImport(Glibc)
    malloc_trim(0)
  #endif
}
