/// A message in the protocol buffers wire format, written field by field.
///
/// As in version 3, default values are omitted, except for messages, which may be empty.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  /// The encoding of a field's value.
  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
  }

  /// `int64`, `int32` and enumerations.
  mutating func add(_ field: Int, _ value: Int) {
    guard value != 0 else { return }
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// `double`.
  mutating func add(_ field: Int, _ value: Double) {
    guard value != 0 else { return }
    key(field, .fixed64)
    bytes.append(littleEndian: value.bitPattern)
  }

  /// `float` in a `oneof`, written even if it is 0.
  mutating func add(_ field: Int, _ value: Float) {
    key(field, .fixed32)
    bytes.append(littleEndian: value.bitPattern)
  }

  /// `string` or `bytes`.
  mutating func add(_ field: Int, _ value: some Collection<UInt8>) {
    key(field, .lengthDelimited)
    varint(UInt64(value.count))
    bytes += value
  }

  /// `repeated double`, packed.
  mutating func add(_ field: Int, _ values: [Double]) {
    var packed: [UInt8] = []
    packed.reserveCapacity(8 * values.count)
    for value in values { packed.append(littleEndian: value.bitPattern) }
    add(field, packed)
  }

  /// A nested message.
  mutating func add(_ field: Int, _ make: (inout ProtobufMessage) -> Void) {
    var message = ProtobufMessage()
    make(&message)
    add(field, message.bytes)
  }

  private mutating func key(_ field: Int, _ type: WireType) {
    varint(UInt64(field) << 3 | type.rawValue)
  }

  /// Appends a varint: seven bits per byte, lowest first.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension [UInt8] {
  /// Appends a number in little-endian order.
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
