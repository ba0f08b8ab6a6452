/// The Unicode Script property of scalars ([UAX #24](https://www.unicode.org/reports/tr24/)).
package struct Scripts: Sendable {
  /// The version of Unicode of the table.
  package static let version = ScriptTable.version

  /// The shared table.
  package static let shared = Scripts(table: ScriptTable.text)

  /// The names of the scripts by index; the first one is for characters without a script.
  package private(set) var names = ["Unknown"]

  private static let pageSize = 128
  /// The offset in `values` of each block of scalars; 0 is the page of the unknown script.
  private var pages = [Int32](repeating: 0, count: 0x110000 / pageSize)
  private var values = [UInt8](repeating: 0, count: pageSize)

  private init(table: String) {
    var script: UInt8 = 0
    for line in table.split(separator: "\n") {
      var words = line.split(separator: " ")
      if line.first != " " {
        script = UInt8(names.count)
        names.append(String(words.removeFirst()))
      }
      for word in words {
        let ends = word.split(separator: "-").compactMap { UInt32($0, radix: 16) }
        guard let first = ends.first, let last = ends.last else { continue }
        for scalar in first...last { set(scalar, to: script) }
      }
    }
  }

  private mutating func set(_ scalar: UInt32, to script: UInt8) {
    let block = Int(scalar) / Self.pageSize
    if pages[block] == 0 {
      pages[block] = Int32(values.count)
      values.append(contentsOf: repeatElement(0, count: Self.pageSize))
    }
    values[Int(pages[block]) + Int(scalar) % Self.pageSize] = script
  }

  /// Returns the index of a scalar's script; 0 if it has none.
  package func index(of scalar: UInt32) -> Int {
    Int(values[Int(pages[Int(scalar) / Self.pageSize]) + Int(scalar) % Self.pageSize])
  }

  /// Returns the name of a scalar's script, such as `Latin`, `Common` or `Unknown`.
  package func name(of scalar: UInt32) -> String { names[index(of: scalar)] }
}

extension Scripts {
  /// Returns the script of a piece of text: that of its first scalar that belongs to a single
  /// script, or else of its first scalar.
  package func index(ofPiece piece: [UInt8]) -> Int {
    let scripts = UTF8Sequence.scalars(of: piece).map(index)
    return scripts.first { !["Common", "Inherited", "Unknown"].contains(names[$0]) }
      ?? scripts.first ?? 0
  }
}
