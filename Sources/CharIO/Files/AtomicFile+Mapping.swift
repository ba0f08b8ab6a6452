package import Foundation

extension AtomicFile {
  /// Maps a whole file into memory, which takes no copy; what cannot be mapped, such as a pipe, is read.
  ///
  /// The content is for use at once: a program that shortens the file meanwhile, instead of replacing it, ends this
  /// one.
  ///
  /// - Parameter path: The file.
  /// - Returns: The bytes of the file.
  /// - Throws: `FileError`.
  package static func map(_ path: String) throws -> Data {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path, "cannot be read") }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let count = Int(exactly: status.st_size), count > 0,
      let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE | populated, descriptor, 0),
      unsafe start != MAP_FAILED
    else { return try data(path) }
    return unsafe Data(bytesNoCopy: start, count: count, deallocator: .unmap)
  }

  /// Reads a whole file without a second copy in memory.
  ///
  /// - Parameter path: The file.
  /// - Returns: The bytes of the file.
  /// - Throws: `FileError`.
  package static func data(_ path: String) throws -> Data {
    try whole(path) { descriptor, room in
      var data = Data(count: room)
      let count = try unsafe data.withUnsafeMutableBytes {
        try unsafe fill($0, from: descriptor, path)
      }
      return data.prefix(count)
    }
  }

  /// All of a file will be read: one call loads all pages.
  private static var populated: Int32 {
    #if os(Linux)
      MAP_POPULATE
    #else
      0
    #endif
  }
}
