/// Settings that are stored by key, where files of other versions lack some keys and have others.
///
/// A key that is missing keeps the meaning that it had when the file was written, which `init()` and
/// `forget` give; one that is not known is passed over. `read` goes through all keys in a `switch`, so
/// that none can be forgotten.
protocol StoredSettings: Decodable {
  associatedtype CodingKeys: CodingKey, CaseIterable, Hashable

  init()

  /// Keys that every version writes.
  static var required: Set<CodingKeys> { get }

  /// Sets what is stored as a missing key to nothing, whatever the default is.
  mutating func forget()

  /// Reads the value of a key that is there.
  mutating func read(
    _ key: CodingKeys, from values: KeyedDecodingContainer<CodingKeys>
  ) throws
}

extension StoredSettings {
  static var required: Set<CodingKeys> { [] }

  mutating func forget() {}

  /// Reads the keys that are there.
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
