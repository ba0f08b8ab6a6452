internal import CharIO

/// The member of a JSON object that contains its text.
struct RecordField {
  private let name: [UInt8]
  private let parts: [[UInt8]]

  /// The reason why a record has no text.
  struct Problem: Error {
    var words: String
  }

  /// - Parameter name: The name of the member, with dots between nested names.
  init(_ name: String) {
    self.name = Array(name.utf8)
    parts = self.name.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false
    ).map { Array($0) }
  }

  /// Returns the text of a record: the member, or the items of its list joined by line feeds.
  func text(of record: JSON) throws(Problem) -> [UInt8] {
    guard case .object(let members) = record else {
      throw Problem(words: "\(record.summary) instead of an object")
    }
    let shown = String(decoding: name, as: UTF8.self)
    guard let value = find(record) else {
      let known = members.prefix(5).map { "\"\(String(decoding: $0.name, as: UTF8.self))\"" }
      throw Problem(
        words: "no field \"\(shown)\"; it has "
          + (known.isEmpty ? "none" : known.joined(separator: ", "))
          + (members.count > 5 ? " and \(members.count - 5) more" : ""))
    }
    switch value {
    case .string(let text): return text
    case .array(let items):
      var text: [UInt8] = []
      for (index, item) in items.enumerated() {
        guard case .string(let line) = item else {
          throw Problem(
            words: "item \(index + 1) of the field \"\(shown)\" is \(item.summary), not a text")
        }
        if index > 0 { text.append(ASCII.lineFeed) }
        text += line
      }
      return text
    default: throw Problem(words: "the field \"\(shown)\" is \(value.summary), not a text")
    }
  }

  /// Returns the member with exactly this name, or the nested member that the parts of the name
  /// lead to.
  private func find(_ record: JSON) -> JSON? {
    if let value = record[bytes: name] { return value }
    var value = record
    for part in parts {
      guard let next = value[bytes: part] else { return nil }
      value = next
    }
    return value
  }
}
