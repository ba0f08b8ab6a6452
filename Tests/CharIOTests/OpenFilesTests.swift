import CharIO
import Foundation
import Testing

@Suite("Open files")
struct OpenFilesTests {
  @Test("few connections are all possible, and no more than the system lets a process have")
  func connections() {
    #expect(OpenFiles.allow(connections: 1) == 1)
    #if canImport(Darwin)
      let files = RLIMIT_NOFILE
    #else
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
    var limit = rlimit()
    let status = unsafe getrlimit(files, &limit)
    #expect(status == 0)
    // A limit that is infinite as a number lets any count pass.
    let possible = OpenFiles.allow(connections: 1 << 40)
    #expect(possible == 1 << 40 || UInt64(possible) < UInt64(limit.rlim_max))
    #expect(possible > 0)
  }
}
