import CharText

/// The error about bytes that are not UTF-8 which work throws, in parts that can be compared.
struct InvalidBytes: Equatable {
  var line: Int
  var offset: Int
  var bytes: [UInt8]
  var encoding: String?

  init(line: Int, offset: Int, bytes: [UInt8], encoding: String? = nil) {
    (self.line, self.offset, self.bytes, self.encoding) = (line, offset, bytes, encoding)
  }

  /// Runs work; nil if it throws no such error.
  init?(of work: () throws -> Void) {
    do { try work() } catch CorpusError.invalidUTF8(let place, let bytes, let guess) {
      self.init(line: place.line, offset: place.offset, bytes: bytes, encoding: guess?.name)
      return
    } catch {}
    return nil
  }
}
