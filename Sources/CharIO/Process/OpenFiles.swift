internal import Foundation

/// The number of files that the process can have open, of which each connection is one.
package enum OpenFiles {
  /// Files besides connections: those of the system, of libraries and of models.
  private static let others = 256

  /// Raises the limit of the process as far as the system lets it, so that connections are accepted.
  ///
  /// - Parameter connections: the number of connections.
  /// - Returns: the number of connections that are possible.
  package static func allow(connections: Int) -> Int {
    #if canImport(Darwin)
      let files = RLIMIT_NOFILE
    #else
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
    var limit = rlimit()
    guard unsafe getrlimit(files, &limit) == 0 else { return connections }
    let wanted = rlim_t(connections + others)
    if limit.rlim_cur < wanted {
      limit.rlim_cur = min(wanted, limit.rlim_max)
      _ = unsafe setrlimit(files, &limit)
      _ = unsafe getrlimit(files, &limit)
    }
    return limit.rlim_cur >= wanted ? connections : max(0, Int(limit.rlim_cur) - others)
  }
}
