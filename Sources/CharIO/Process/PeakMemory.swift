internal import Foundation

/// Returns the peak memory of this process in bytes; 0 if it is unknown.
package var peakMemory: Int {
  var usage = rusage()
  // 0 is this process; the constant has a different type on each system.
  let status = unsafe getrusage(0, &usage)
  guard status == 0 else { return 0 }
  #if canImport(Darwin)
    return Int(usage.ru_maxrss)
  #else
    // Linux counts in KiB.
    return Int(usage.ru_maxrss) * 1024
  #endif
}
