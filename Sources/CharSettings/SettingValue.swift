/// A value that a setting can have: a number, a truth value, text, a choice, several choices, or nothing.
public protocol SettingValue: Codable, Equatable, Sendable {
  /// What such a value is called, as in "a whole number".
  static var kind: String { get }
  /// The values there are; empty unless it is a choice.
  static var choices: [String] { get }
  /// What stands for nothing; nil of values that are always there.
  static var nothing: Self? { get }
  /// The value as people write it: a text for each element of a list, none where it is nothing.
  var texts: [String] { get }
  /// The value as a number; nil of all others.
  var number: Double? { get }

  /// Reads what people write: one text, or several of a value that holds several; none for nothing.
  ///
  /// - Parameter texts: the texts.
  init?(texts: [String])

  /// Writes the value under a key.
  ///
  /// - Parameters:
  ///   - container: where to.
  ///   - key: the key.
  /// - Throws: what the container throws.
  func encode(
    to container: inout KeyedEncodingContainer<SettingKey>, forKey key: SettingKey
  ) throws
}

/// The name of a setting as a key of JSON and YAML.
public struct SettingKey: CodingKey, Sendable {
  /// The name.
  public let stringValue: String
  /// Nil: no setting is a number.
  public var intValue: Int? { nil }

  /// A key.
  ///
  /// - Parameter stringValue: the name.
  public init(stringValue: String) { self.stringValue = stringValue }

  /// None: no setting is a number.
  ///
  /// - Parameter intValue: any number.
  public init?(intValue: Int) { nil }
}

extension SettingValue {
  /// None.
  public static var choices: [String] { [] }
  /// None.
  public static var nothing: Self? { nil }
  /// None.
  public var number: Double? { nil }
  /// The value in one text, with commas in a list; nil where it is nothing.
  public var text: String? { texts.isEmpty ? nil : texts.joined(separator: ",") }

  /// Writes the value under a key.
  ///
  /// - Parameters:
  ///   - container: where to.
  ///   - key: the key.
  /// - Throws: what the container throws.
  public func encode(
    to container: inout KeyedEncodingContainer<SettingKey>, forKey key: SettingKey
  ) throws {
    try container.encode(self, forKey: key)
  }
}

extension SettingValue where Self: LosslessStringConvertible {
  /// The value as people write it.
  public var texts: [String] { [description] }

  /// Reads what people write.
  ///
  /// - Parameter texts: one text.
  public init?(texts: [String]) {
    guard texts.count == 1 else { return nil }
    self.init(texts[0])
  }
}

extension SettingValue where Self: RawRepresentable<String> & CaseIterable {
  /// One of the choices.
  public static var kind: String { "one of \(choices.joined(separator: ", "))" }
  /// The names of all cases.
  public static var choices: [String] { allCases.map(\.rawValue) }
  /// The name of the case.
  public var texts: [String] { [rawValue] }

  /// Reads the name of a case.
  ///
  /// - Parameter texts: one name.
  public init?(texts: [String]) {
    guard texts.count == 1 else { return nil }
    self.init(rawValue: texts[0])
  }
}

extension Int: SettingValue {
  /// A whole number.
  public static var kind: String { "a whole number" }
  /// The number.
  public var number: Double? { Double(self) }
}

extension UInt64: SettingValue {
  /// A whole number.
  public static var kind: String { "a whole number from 0 on" }
}

extension Double: SettingValue {
  /// A number.
  public static var kind: String { "a number" }
  /// The number.
  public var number: Double? { self }
}

extension Bool: SettingValue {
  /// A truth value.
  public static var kind: String { "true or false" }
}

extension String: SettingValue {
  /// Text.
  public static var kind: String { "text" }
}

extension Optional: SettingValue where Wrapped: SettingValue {
  /// What the value is where there is one.
  public static var kind: String { Wrapped.kind }
  /// The choices where there is a value.
  public static var choices: [String] { Wrapped.choices }
  /// Nil.
  public static var nothing: Wrapped?? { .some(nil) }
  /// The value as people write it.
  public var texts: [String] { self?.texts ?? [] }
  /// The number, if there is one.
  public var number: Double? { flatMap(\.number) }

  /// Reads what people write; nothing, `none` and `auto` stand for nil.
  ///
  /// - Parameter texts: at most one text.
  public init?(texts: [String]) {
    guard !texts.isEmpty, texts != ["none"], texts != ["auto"] else {
      self = nil
      return
    }
    guard let value = Wrapped(texts: texts) else { return nil }
    self = value
  }

  /// Writes the value under a key, if there is one.
  ///
  /// - Parameters:
  ///   - container: where to.
  ///   - key: the key.
  /// - Throws: what the container throws.
  public func encode(
    to container: inout KeyedEncodingContainer<SettingKey>, forKey key: SettingKey
  ) throws {
    try self?.encode(to: &container, forKey: key)
  }
}

extension Set: SettingValue where Element: SettingValue & Comparable {
  /// Several of the choices.
  public static var kind: String { "a list of \(Element.choices.joined(separator: ", "))" }
  /// Those of an element.
  public static var choices: [String] { Element.choices }
  /// The elements in order.
  public var texts: [String] { sorted().flatMap(\.texts) }

  /// Reads the elements; `none` is none.
  ///
  /// - Parameter texts: a text for each.
  public init?(texts: [String]) {
    let elements = texts.filter { $0 != "none" }.map { Element(texts: [$0]) }
    guard elements.allSatisfy({ $0 != nil }) else { return nil }
    self = Set(elements.compactMap { $0 })
  }

  /// Writes the elements in order.
  ///
  /// - Parameters:
  ///   - container: where to.
  ///   - key: the key.
  /// - Throws: what the container throws.
  public func encode(
    to container: inout KeyedEncodingContainer<SettingKey>, forKey key: SettingKey
  ) throws {
    try container.encode(sorted(), forKey: key)
  }
}
