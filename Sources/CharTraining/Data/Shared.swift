internal import Synchronization

/// Values by key, each computed once, however many threads ask for it: the others wait.
package final class Shared<Key: Equatable & Sendable, Value: Sendable>: Sendable {
  private final class Entry: Sendable {
    let key: Key
    let result = Mutex<Result<Value, any Error>?>(nil)

    init(_ key: Key) { self.key = key }
  }

  private let entries = Mutex<[Entry]>([])

  /// Holds no values yet.
  package init() {}

  /// Returns the value of a key.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - make: computes the value; an error is remembered too.
  /// - Returns: the value.
  /// - Throws: the error of `make`.
  package func value(_ key: Key, _ make: () throws -> Value) throws -> Value {
    let entry = entries.withLock { entries in
      if let entry = entries.first(where: { $0.key == key }) { return entry }
      let entry = Entry(key)
      entries.append(entry)
      return entry
    }
    return try entry.result.withLock { result in
      let known = result ?? Result { try make() }
      result = known
      return try known.get()
    }
  }
}
