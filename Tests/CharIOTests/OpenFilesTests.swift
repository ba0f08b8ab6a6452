import CharIO
import Testing

@Suite("Open files")
struct OpenFilesTests {
  @Test("few connections are all possible, and no more than the system lets a process have")
  func connections() throws {
    #expect(OpenFiles.allow(connections: 1) == 1)
    let highest = try #require(OpenFiles.limit).highest
    // A limit that is infinite as a number lets any count pass.
    let possible = OpenFiles.allow(connections: 1 << 40)
    #expect(possible == 1 << 40 || UInt64(possible) < UInt64(highest))
    #expect(possible > 0)
  }
}
