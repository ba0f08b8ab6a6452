/// Settings stored by key in files of several versions, whose keys may differ.
///
/// A missing key keeps its meaning at the time of writing, given by `init()` and `forget`; unknown
/// keys are ignored. `read` switches over all keys, so that none can be forgotten.
protocol StoredSettings: Decodable {
  associatedtype CodingKeys: CodingKey, CaseIterable, Hashable

  init()

  /// Keys written by every version.
  static var required: Set<CodingKeys> { get }

  /// Clears values that are stored as a missing key, whatever their default.
  mutating func forget()

  /// Reads the value of an existing key.
  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws
}

extension StoredSettings {
  static var required: Set<CodingKeys> { [] }

  mutating func forget() {}

  /// Reads the existing keys.
  init(stored decoder: any Decoder) throws {
    self.init()
    forget()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    for key in CodingKeys.allCases {
      if values.contains(key) {
        try read(key, from: values)
      } else if Self.required.contains(key) {
        throw DecodingError.keyNotFound(
          key, DecodingError.Context(codingPath: decoder.codingPath, debugDescription: ""))
      }
    }
  }
}

extension KeyedDecodingContainer {
  /// Replaces a value by that of a key.
  func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
    value = try decode(Value.self, forKey: key)
  }
}
