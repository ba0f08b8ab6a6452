/// Reads a ``Template``.
struct TemplateParser: ScalarReader {
  let scalars: [UInt32]
  var index = 0
  private let blank: [UInt32]
  private let gap: Gap
  private let readsBraces: Bool
  /// The gap and the definition of each name.
  private var names: [String: (gap: Int, definition: String)] = [:]

  init(_ text: String, blank: String, _ gap: Gap, readsBraces: Bool) {
    scalars = text.unicodeScalars.map(\.value)
    self.blank = blank.unicodeScalars.map(\.value)
    self.gap = gap
    self.readsBraces = readsBraces
  }

  func error(_ problem: String, at place: Int?) -> ConstraintError {
    let before = scalars[..<(place ?? index)]
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return ConstraintError(
      problem, at: .position(line: before.count { $0 == 0x0A } + 1, column: column))
  }

  mutating func parse(into template: inout Template) throws(ConstraintError) {
    var text = String.UnicodeScalarView()
    func flush() {
      template.append(String(text))
      text.removeAll()
    }
    while let scalar = next {
      if skipBlank() {
        flush()
        template.append(gap)
      } else if readsBraces, skip("{{") || skip("}}") {
        text.append(Unicode.Scalar(UInt8(scalar)))
      } else if readsBraces, scalar == 0x7B {
        flush()
        try braces(into: &template)
      } else if readsBraces, scalar == 0x7D {
        throw error("a } without a {; write }} for the character")
      } else {
        if let scalar = Unicode.Scalar(scalar) { text.append(scalar) }
        index += 1
      }
    }
    flush()
  }

  /// Skips a blank, with further characters of the same kind.
  private mutating func skipBlank() -> Bool {
    guard scalars[index...].starts(with: blank) else { return false }
    index += blank.count
    if blank.count > 1, Set(blank).count == 1 {
      while next == blank[0] { index += 1 }
    }
    return true
  }

  // MARK: - Gaps in braces

  /// What stands in the braces of a gap.
  private struct Fields {
    var name: String?
    /// A word that is no kind: the name of another gap.
    var reference: String?
    var kind: Gap.Kind?
    var length: ClosedRange<Int>?
    var pattern: String?
    var temperature: Double?

    var isEmpty: Bool {
      kind == nil && length == nil && pattern == nil && temperature == nil
    }
  }

  private mutating func braces(into template: inout Template) throws(ConstraintError) {
    let start = index
    index += 1
    var fields = Fields()
    var definition = index
    while true {
      guard let scalar = next, scalar != 0x0A else {
        throw error("the gap has no }; write {{ for the character {", at: start)
      }
      if skip("}") { break }
      if skip(" ") { continue }
      if scalar == 0x2F {
        guard fields.pattern == nil else { throw error("a second regular expression") }
        fields.pattern = try pattern()
      } else {
        try word(&fields, &definition)
      }
    }
    let source = string(start..<index)
    if let reference = fields.reference {
      guard fields.isEmpty, fields.name == nil else {
        throw error("\(reference) is no kind, length or temperature", at: start)
      }
      guard let known = names[reference] else {
        throw error(
          "no gap before has the name \(reference); kinds are "
            + Gap.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            + ", and {\(reference):1-12} names a gap", at: start)
      }
      return template.appendGap(at: known.gap)
    }
    guard !fields.isEmpty else {
      throw error("\(source) does not say what fills it, such as {1-12} or {word}", at: start)
    }
    let text = string(definition..<index)
    if let name = fields.name {
      if let known = names[name] {
        guard known.definition == text else {
          throw error(
            "the gap \(name) is defined otherwise before; write {\(name)} for the same text",
            at: start)
        }
        return template.appendGap(at: known.gap)
      }
      names[name] = (template.gaps.count, text)
    }
    template.append(try gap(fields, source, at: start))
  }

  private func gap(
    _ fields: Fields, _ source: String, at start: Int
  ) throws(ConstraintError) -> Gap {
    do {
      var gap = try Gap(
        fields.kind ?? .text, length: fields.length, pattern: fields.pattern, source: source)
      gap.name = fields.name
      gap.temperature = fields.temperature
      return gap
    } catch {
      throw self.error(error.problem, at: start)
    }
  }

  /// Reads a regular expression between slashes.
  private mutating func pattern() throws(ConstraintError) -> String {
    let start = index
    index += 1
    var pattern = String.UnicodeScalarView()
    while !skip("/") {
      guard let scalar = next, let character = Unicode.Scalar(scalar) else {
        throw error("the regular expression has no / at its end", at: start)
      }
      if skip("\\/") {
        pattern.append("/")
        continue
      }
      pattern.append(character)
      index += 1
      // The character after a backslash is not an end.
      if scalar == 0x5C, let next, let escaped = Unicode.Scalar(next) {
        pattern.append(escaped)
        index += 1
      }
    }
    return String(pattern)
  }

  /// Reads a name, a kind, a length or a temperature.
  private mutating func word(
    _ fields: inout Fields, _ definition: inout Int
  ) throws(ConstraintError) {
    let start = index
    while let scalar = next, ![0x20, 0x7D, 0x3A, 0x2F, 0x0A].contains(scalar) { index += 1 }
    let word = string(start..<index)
    if skip(":") {
      guard fields.name == nil, fields.reference == nil, fields.isEmpty, !word.isEmpty else {
        throw error("a colon follows only the name of a gap, which comes first", at: start)
      }
      guard Gap.Kind(rawValue: word) == nil, !word.contains("{") else {
        throw error("\(word) cannot be the name of a gap", at: start)
      }
      fields.name = word
      definition = index
    } else if let kind = Gap.Kind(rawValue: word) {
      guard fields.kind == nil else { throw error("a second kind", at: start) }
      fields.kind = kind
    } else if word.hasPrefix("t=") {
      guard let value = Double(word.dropFirst(2)), value > 0, value <= Self.hottest else {
        throw error(
          "\(word) is no temperature; give more than 0, up to \(Int(Self.hottest))", at: start)
      }
      fields.temperature = value
    } else if word.first?.isWholeNumber == true {
      guard fields.length == nil else { throw error("a second length", at: start) }
      guard let length = GapLength(word) else {
        throw error("\(word) is no length; give a number or a range such as 2-4", at: start)
      }
      fields.length = length.range
    } else {
      guard fields.reference == nil else { throw error("\(word) is not expected here", at: start) }
      fields.reference = word
    }
  }

  /// The highest temperature.
  private static let hottest = 100.0

  private func string(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range].lazy.compactMap { Unicode.Scalar($0) })
    return String(text)
  }
}
