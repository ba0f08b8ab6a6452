import CharText
import Foundation

/// The test files of Unicode, as Debian's package `unicode-data` installs them. Tests that read them
/// are left out where they are missing, or are of another version than the tables in use.
enum UnicodeData {
  static let folder = "/usr/share/unicode"

  static let isInstalled: Bool = {
    let head = (try? read("auxiliary/GraphemeBreakTest.txt"))?.prefix(100) ?? ""
    return head.contains("-\(Normalization.unicodeVersion).txt")
  }()

  static let missing: String =
    "\(folder) holds no test files of Unicode \(Normalization.unicodeVersion); "
    + "Debian's package unicode-data has those of 15.0.0"

  static func read(_ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    guard name.hasSuffix(".bz2") else {
      return try String(contentsOfFile: path, encoding: .utf8)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bzip2", "-dc", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// The lines of a file without comments and empty ones.
  static func lines(_ name: String) throws -> [Substring] {
    try read(name).split(separator: "\n").compactMap { line in
      let content = line.prefix { $0 != "#" }
      return content.allSatisfy(\.isWhitespace) ? nil : content
    }
  }

  /// The text of numbers such as `0044 0307`.
  static func text(_ numbers: some StringProtocol) -> String {
    var text = String.UnicodeScalarView()
    for number in numbers.split(separator: " ") {
      if let scalar = UInt32(number, radix: 16).flatMap(Unicode.Scalar.init) { text.append(scalar) }
    }
    return String(text)
  }

  /// Every emoji sequence that Unicode lists.
  static func emoji() throws -> [String] {
    var found: [String] = []
    for name in [
      "emoji-sequences", "emoji-zwj-sequences", "emoji-variation-sequences", "emoji-test",
    ] {
      for line in try lines("emoji/\(name).txt") {
        let field = line.prefix { $0 != ";" }
        let bounds = field.trimmingCharacters(in: .whitespaces).components(separatedBy: "..")
        guard bounds.count == 2, let first = UInt32(bounds[0], radix: 16),
          let last = UInt32(bounds[1], radix: 16)
        else {
          found.append(text(field))
          continue
        }
        for value in first...last { found.append(text(String(value, radix: 16))) }
      }
    }
    return found
  }
}
