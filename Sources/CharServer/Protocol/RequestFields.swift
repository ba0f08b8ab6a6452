internal import CharIO

/// The members of a request, read with checks. Members that are null are as good as missing, and others than those
/// asked for are ignored.
struct RequestFields {
  private var members: [String: JSON]
  /// The path of these members in the request, for errors.
  private let prefix: String

  /// Reads a body.
  ///
  /// - Parameter body: the bytes, which hold one object.
  /// - Throws: ``APIError``.
  init(_ body: [UInt8]) throws(APIError) {
    let json: JSON
    do { json = try JSON(parsing: body, replacesSurrogates: true) } catch {
      throw .invalid("the body is not JSON: \(error.problem) at byte \(error.offset)")
    }
    guard case .object(let members) = json else {
      throw .invalid("the body is \(json.summary), not an object")
    }
    self.init(members, prefix: "")
  }

  private init(_ members: [JSON.Member], prefix: String) {
    var values: [String: JSON] = [:]
    for member in members where member.value != .null {
      values[String(decoding: member.name, as: UTF8.self)] = member.value
    }
    (self.members, self.prefix) = (values, prefix)
  }

  /// Returns the members with others in their place.
  func replacing(_ others: [(String, JSON)]) -> RequestFields {
    var copy = self
    for (name, value) in others { copy.members[name] = value }
    return copy
  }

  /// The value of a member; nil if it is missing.
  subscript(name: String) -> JSON? { members[name] }

  /// The names of all members that are not null.
  var names: [String] { members.keys.sorted() }

  /// Returns the full name of a member.
  func path(_ name: String) -> String { prefix + name }

  /// Makes the error of a member of another type.
  func wrong(_ name: String, _ expected: String) -> APIError {
    .invalid(
      "\(path(name)) is \(members[name]?.summary ?? "missing"), not \(expected)", path(name))
  }

  /// Makes the error of a member that is missing.
  func missing(_ name: String) -> APIError { .invalid("\(path(name)) is missing", path(name)) }

  /// Refuses a member that has no effect without another one.
  ///
  /// - Parameters:
  ///   - name: the member.
  ///   - other: the member that it needs.
  ///   - isGiven: whether that is given.
  /// - Throws: ``APIError``.
  func check(_ name: String, needs other: String, _ isGiven: Bool) throws(APIError) {
    guard isGiven || members[name] == nil else {
      throw .invalid("\(path(name)) has no effect without \(path(other))", path(name))
    }
  }

  /// Returns a text.
  ///
  /// - Parameters:
  ///   - name: the name of the member.
  ///   - limit: the largest number of its bytes.
  /// - Returns: the text; nil if it is missing.
  /// - Throws: ``APIError``.
  func string(_ name: String, atMost limit: Int = .max) throws(APIError) -> String? {
    guard let value = members[name] else { return nil }
    guard let text = value.stringValue else { throw wrong(name, "a string") }
    try check(text, name, atMost: limit)
    return text
  }

  /// Checks the length of a text.
  private func check(_ text: String, _ name: String, atMost limit: Int) throws(APIError) {
    guard text.utf8.count <= limit else {
      throw .invalid(
        "\(path(name)) has \(text.utf8.count) bytes; give at most \(limit)", path(name))
    }
  }

  /// Returns a truth value.
  func bool(_ name: String) throws(APIError) -> Bool? {
    switch members[name] {
    case nil: return nil
    case .bool(let value)?: return value
    default: throw wrong(name, "true or false")
    }
  }

  /// Returns a whole number in a range.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
    guard let value = members[name] else { return nil }
    guard let number = value.wholeNumber else { throw wrong(name, "a whole number") }
    guard range.contains(number) else {
      throw .invalid(
        "\(path(name)) is \(number); give \(range.lowerBound) to \(range.upperBound)", path(name))
    }
    return number
  }

  /// Returns a number in a range.
  func number(_ name: String, in range: ClosedRange<Double>) throws(APIError) -> Double? {
    guard let value = members[name] else { return nil }
    guard let number = value.doubleValue else { throw wrong(name, "a number") }
    guard range.contains(number) else {
      throw .invalid(
        "\(path(name)) is \(number); give \(range.lowerBound) to \(range.upperBound)", path(name))
    }
    return number
  }

  /// The largest number of bytes of one of several texts.
  private static let longestOfSeveral = 1000

  /// Returns a text or an array of texts, of up to 1,000 bytes each.
  func strings(_ name: String, atMost limit: Int) throws(APIError) -> [String]? {
    switch members[name] {
    case nil: return nil
    case .string?: return try string(name, atMost: Self.longestOfSeveral).map { [$0] }
    case .array(let values)?:
      let texts = values.compactMap(\.stringValue)
      guard texts.count == values.count else { throw wrong(name, "a string or strings") }
      for text in texts { try check(text, name, atMost: Self.longestOfSeveral) }
      guard texts.count <= limit else {
        throw .invalid(
          "\(path(name)) has \(texts.count) strings; give at most \(limit)", path(name))
      }
      return texts
    default: throw wrong(name, "a string or strings")
    }
  }

  /// Returns the members of an object.
  func object(_ name: String) throws(APIError) -> RequestFields? {
    guard let value = members[name] else { return nil }
    guard case .object(let members) = value else { throw wrong(name, "an object") }
    return RequestFields(members, prefix: "\(path(name)).")
  }

  /// Returns the objects of an array.
  func objects(_ name: String, atMost limit: Int) throws(APIError) -> [RequestFields]? {
    guard let value = members[name] else { return nil }
    guard case .array(let values) = value else { throw wrong(name, "an array of objects") }
    guard values.count <= limit else {
      throw .invalid("\(path(name)) has \(values.count) parts; give at most \(limit)", path(name))
    }
    var objects: [RequestFields] = []
    for (index, value) in values.enumerated() {
      guard case .object(let members) = value else { throw wrong(name, "an array of objects") }
      objects.append(RequestFields(members, prefix: "\(path(name))[\(index)]."))
    }
    return objects
  }
}

extension JSON {
  /// The number; nil if this is none, or not finite as a Double.
  var doubleValue: Double? {
    guard case .number(let bytes) = self else { return nil }
    return Double(String(decoding: bytes, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The whole number, which may be written as 1.0 or 1e3; nil if this is none.
  var wholeNumber: Int? { integerValue ?? doubleValue.flatMap { Int(exactly: $0) } }
}
