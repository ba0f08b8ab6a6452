internal import CharIO
internal import Foundation

/// The state of a source file or of a token file.
struct TokenSource: Codable, Equatable {
  var path: String
  var size: Int
  /// The times of the last change of content and of status, in nanoseconds since 1970.
  var modified, changed: Int
  var device, number: UInt64

  /// Changes closer together than this may have the same time.
  private static let granularity = 20_000_000

  init(_ file: CorpusFiles.File) throws { try self.init(file.path) }

  init(_ name: String) throws {
    do {
      let age = FileSystem.now - (try FileSystem.status(name)).changed
      // After this pause, any change results in a different time.
      if (0..<Self.granularity).contains(age) { Thread.sleep(forTimeInterval: 0.03) }
      let status = try FileSystem.status(name)
      path = URL(fileURLWithPath: name).path
      (size, modified, changed) = (status.size, status.modified, status.changed)
      (device, number) = (status.identity.device, status.identity.number)
    } catch {
      throw CorpusFiles.error(name, code: error.code)
    }
  }
}
