internal import Foundation

/// Bytes of memory that this process has held at once; 0 if the system does not say.
package var peakMemory: Int {
  var usage = rusage()
  // 0 is this process; the name has another type on every system.
  let status = unsafe getrusage(0, &usage)
  guard status == 0 else { return 0 }
  #if canImport(Darwin)
    return Int(usage.ru_maxrss)
  #else
    // Linux counts in KiB.
    return Int(usage.ru_maxrss) * 1024
  #endif
}
