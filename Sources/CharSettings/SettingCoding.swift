/// Reading and writing of a setting, or a group of settings, under its key.
package struct SettingCoding<Root>: Sendable {
  let decode: @Sendable (inout Root, KeyedDecodingContainer<SettingKey>) throws -> Void
  let encode: @Sendable (Root, inout KeyedEncodingContainer<SettingKey>) throws -> Void
}

/// The name of a setting as a key of JSON and YAML.
package struct SettingKey: CodingKey, Sendable {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(stringValue: String) { self.stringValue = stringValue }
  package init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer where Key == SettingKey {
  /// The value of a key; of a choice, an error says what there is.
  func read<Value: SettingValue>(_ type: Value.Type, _ key: SettingKey) throws -> Value {
    do { return try decode(type, forKey: key) } catch {
      guard !type.choices.isEmpty, let found = try? decode(String.self, forKey: key) else {
        throw error
      }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "\(found) is not one of \(type.choices.joined(separator: ", "))")
    }
  }
}
