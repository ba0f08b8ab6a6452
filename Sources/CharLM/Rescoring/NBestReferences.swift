public import CharIO

/// The correct texts of n-best lists.
public struct NBestReferences: Sendable {
  /// The texts, in the order of the lists.
  public let texts: [[UInt8]]

  /// Reads a file: `name text` on a line for Kaldi, name and text separated by a tab for TSV, and a text a line
  /// for Moses, whose sentences are numbered from 0.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the file.
  ///   - path: its path, for errors.
  ///   - file: the n-best lists that the texts are of.
  /// - Throws: `FileError` with line and column, or for a list without a reference.
  public init(_ bytes: [UInt8], path: String, of file: NBestFile) throws(FileError) {
    var found: [[UInt8]: [UInt8]] = [:]
    if file.format == .moses {
      // Blank lines count here: a sentence may be empty.
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() {
        found[Array("\(number)".utf8)] = Array(line.last == 0x0D ? line.dropLast() : line)
      }
    } else {
      for line in try NumberedLine.lines(of: bytes, path: path) {
        var (name, text) = (line.bytes[...], line.bytes[line.bytes.count...])
        if file.format == .kaldi {
          (name, text) = try NBestFile.keyed(line)
        } else {
          guard let tab = line.bytes.firstIndex(of: UInt8(ascii: "\t")) else {
            throw line.error("expected name and text, separated by a tab", at: line.bytes.count)
          }
          (name, text) = (line.bytes[..<tab], line.bytes[(tab + 1)...])
        }
        guard found.updateValue(Array(text), forKey: Array(name)) == nil else {
          throw line.error("the name \(Array(name).shown) again")
        }
      }
    }
    var texts: [[UInt8]] = []
    for list in file.lists {
      guard let text = found[list.name] else {
        throw FileError(
          path: path, problem: "there is no reference for the list \(list.name.shown)")
      }
      texts.append(text)
    }
    self.texts = texts
  }
}
