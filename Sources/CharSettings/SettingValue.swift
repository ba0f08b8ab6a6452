/// A value that a setting can have: a number, a truth value, text, a choice, several choices, or nothing.
package protocol SettingValue: Codable, Equatable, Sendable {
  /// The name of such a value, as in "a whole number".
  static var kind: String { get }
  /// The values there are; empty unless it is a choice.
  static var choices: [String] { get }
  /// The value that stands for nothing; nil of values that are always there.
  static var nothing: Self? { get }
  /// True if there can be several.
  static var isList: Bool { get }
  /// The value as people write it: a text for each element of a list, none where it is nothing.
  var texts: [String] { get }
  /// The value as a number; nil of all others.
  var number: Double? { get }

  /// Reads what people write.
  init?(texts: [String])
}

extension SettingValue {
  package static var choices: [String] { [] }
  package static var nothing: Self? { nil }
  package static var isList: Bool { false }
  package var number: Double? { nil }
  /// The value in one text, with commas in a list; nil where it is nothing.
  package var text: String? { texts.isEmpty ? nil : texts.joined(separator: ",") }
}

extension SettingValue where Self: LosslessStringConvertible {
  package var texts: [String] { [description] }

  package init?(texts: [String]) {
    guard texts.count == 1 else { return nil }
    self.init(texts[0])
  }
}

extension SettingValue where Self: RawRepresentable<String> & CaseIterable {
  package static var kind: String { "one of \(choices.joined(separator: ", "))" }
  package static var choices: [String] { allCases.map(\.rawValue) }
  package var texts: [String] { [rawValue] }

  package init?(texts: [String]) {
    guard texts.count == 1 else { return nil }
    self.init(rawValue: texts[0])
  }
}

extension Int: SettingValue {
  package static var kind: String { "a whole number" }
  package var number: Double? { Double(self) }
}

extension UInt64: SettingValue {
  package static var kind: String { "a whole number from 0 on" }
}

extension Double: SettingValue {
  package static var kind: String { "a number" }
  package var number: Double? { self }
}

extension Bool: SettingValue {
  package static var kind: String { "true or false" }
}

extension String: SettingValue {
  package static var kind: String { "text" }
}

extension Optional: SettingValue where Wrapped: SettingValue {
  package static var kind: String { Wrapped.kind }
  package static var choices: [String] { Wrapped.choices }
  package static var nothing: Wrapped?? { .some(nil) }
  package var texts: [String] { self?.texts ?? [] }
  package var number: Double? { self?.number }

  /// Reads what people write; nothing, `none` and `auto` stand for nil.
  package init?(texts: [String]) {
    self = nil
    guard !texts.isEmpty, texts != ["none"], texts != ["auto"] else { return }
    guard let value = Wrapped(texts: texts) else { return nil }
    self = value
  }
}

extension Array: SettingValue where Element: SettingValue {
  package static var kind: String { "a list, each of it \(Element.kind)" }
  package static var choices: [String] { Element.choices }
  package static var isList: Bool { true }
  package var texts: [String] { flatMap(\.texts) }

  /// Reads the elements in order; `none` alone is none.
  package init?(texts: [String]) {
    guard texts != ["none"] else {
      self = []
      return
    }
    let elements = texts.map { Element(texts: [$0]) }
    guard elements.allSatisfy({ $0 != nil }) else { return nil }
    self = elements.compactMap { $0 }
  }
}

extension Set: SettingValue where Element: SettingValue & Comparable {
  package static var kind: String { "a list of \(Element.choices.joined(separator: ", "))" }
  package static var choices: [String] { Element.choices }
  package static var isList: Bool { true }
  package var texts: [String] { sorted().flatMap(\.texts) }

  /// Reads the elements; `none` is none.
  package init?(texts: [String]) {
    let elements = texts.filter { $0 != "none" }.map { Element(texts: [$0]) }
    guard elements.allSatisfy({ $0 != nil }) else { return nil }
    self = Set(elements.compactMap { $0 })
  }
}
