import CharReport
import Foundation
import Testing

/// Files for TensorBoard read back by their definition, with nothing of the code that wrote them but the
/// checksum, which has a test of its own.
struct EventReader {
  /// A value of a field in the wire format of protocol buffers.
  enum Field {
    case number(UInt64)
    case bytes([UInt8])
  }

  /// The records of a file; each has its length and checksums checked.
  static func records(_ data: [UInt8]) throws -> [[UInt8]] {
    var records: [[UInt8]] = []
    var rest = data[...]
    while !rest.isEmpty {
      try #require(rest.count >= 16)
      let length = Int(number(rest.prefix(8)))
      #expect(number(rest.dropFirst(8).prefix(4)) == UInt64(CRC32C.masked(rest.prefix(8))))
      try #require(rest.count >= 16 + length)
      let record = rest.dropFirst(12).prefix(length)
      #expect(
        number(rest.dropFirst(12 + length).prefix(4)) == UInt64(CRC32C.masked(record)))
      records.append(Array(record))
      rest = rest.dropFirst(16 + length)
    }
    return records
  }

  /// The fields of a message, by their numbers.
  static func fields(_ data: [UInt8]) throws -> [Int: [Field]] {
    var fields: [Int: [Field]] = [:]
    var rest = data[...]
    func varint() throws -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while true {
        let next = rest.popFirst()
        let byte = try #require(next)
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    func take(_ count: Int) throws -> [UInt8] {
      try #require(rest.count >= count)
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    while !rest.isEmpty {
      let key = try varint()
      let field: Field =
        switch key & 7 {
        case 0: .number(try varint())
        case 1: .number(number(try take(8)[...]))
        case 5: .number(number(try take(4)[...]))
        default: .bytes(try take(Int(try varint())))
        }
      fields[Int(key >> 3), default: []].append(field)
    }
    return fields
  }

  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension [Int: [EventReader.Field]] {
  func number(_ field: Int) -> UInt64? {
    if case .number(let value)? = self[field]?.first { value } else { nil }
  }

  func double(_ field: Int) -> Double? { number(field).map(Double.init(bitPattern:)) }

  func bytes(_ field: Int) -> [UInt8]? { all(field).first }

  func all(_ field: Int) -> [[UInt8]] {
    (self[field] ?? []).compactMap { if case .bytes(let bytes) = $0 { bytes } else { nil } }
  }

  func doubles(_ field: Int) -> [Double] {
    let bytes = bytes(field) ?? []
    return stride(from: 0, to: bytes.count, by: 8).map {
      Double(bitPattern: EventReader.number(bytes[$0..<$0 + 8]))
    }
  }
}
