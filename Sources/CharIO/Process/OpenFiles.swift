package import Foundation

/// The number of files that the process can have open, of which each connection is one.
package enum OpenFiles {
  /// Files besides connections: those of the system, of libraries and of models.
  private static let others = 256

  #if canImport(Darwin)
    private static let files = RLIMIT_NOFILE
  #else
    private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #endif

  /// The limit of the process and the highest one that the system allows; nil if the system does not tell.
  package static var limit: (current: rlim_t, highest: rlim_t)? {
    var limit = rlimit()
    guard unsafe getrlimit(files, &limit) == 0 else { return nil }
    return (limit.rlim_cur, limit.rlim_max)
  }

  /// Raises the limit of the process as far as the system lets it, so that connections are accepted.
  ///
  /// - Parameter connections: the number of connections.
  /// - Returns: the number of connections that are possible.
  package static func allow(connections: Int) -> Int {
    guard let before = limit else { return connections }
    let wanted = rlim_t(connections + others)
    if before.current < wanted {
      var raised = rlimit(
        rlim_cur: min(wanted, before.highest), rlim_max: before.highest)
      _ = unsafe setrlimit(files, &raised)
    }
    let current = limit?.current ?? before.current
    return current >= wanted ? connections : max(0, Int(current) - others)
  }
}
