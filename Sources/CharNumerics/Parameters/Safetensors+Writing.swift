internal import CharIO

extension Safetensors {
  /// Writes a file, atomically.
  ///
  /// With int8, each row of a matrix becomes integers of at most 127 and a scale, in a tensor `NAME.scale`. Vectors,
  /// such as biases, are always float32.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - tensors: The name, shape and values of each tensor, in the order of the file.
  ///   - precision: The number format of matrices; `auto` stands for float32.
  ///   - integers: The names of tensors of integers from 0 to 65,535, which are stored as such.
  ///   - metadata: The metadata by name.
  /// - Throws: `FileError`.
  public static func write(
    to path: String, _ tensors: [(name: String, shape: [Int], values: ArraySlice<Float>)],
    precision: Precision = .float32, integers: Set<String> = [], metadata: [String: String] = [:]
  ) throws {
    let stored = tensors.flatMap { tensor in
      precondition(
        tensor.shape.reduce(1, *) == tensor.values.count,
        "\(tensor.name) \(tensor.shape) with \(tensor.values.count) values")
      guard !integers.contains(tensor.name) else { return [StoredTensor(integers: tensor)] }
      return StoredTensor.make(
        tensor.name, tensor.shape, tensor.values,
        precision: tensor.shape.count > 1 ? precision : .float32)
    }
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map {
        "\(quoted($0.key)):\(quoted($0.value))"
      }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var end = 0
    for tensor in stored {
      let start = end
      end += tensor.bytes.count
      members.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.format.rawValue)\","
          + "\"shape\":\(tensor.shape),\"data_offsets\":[\(start),\(end)]}")
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    // The numbers start at a multiple of eight bytes.
    header += repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = UInt64(header.count).littleEndianBytes
    try AtomicFile.write([length, header] + stored.map(\.bytes), to: path)
  }

  private static func quoted(_ text: String) -> String { JSON.string(text).text }
}

extension FixedWidthInteger {
  /// The bytes of the integer, lowest first.
  fileprivate var littleEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> Self(8 * $0)) }
  }
}

/// A tensor as the bytes of a file.
private struct StoredTensor {
  let name: String
  let format: Safetensors.Format
  let shape: [Int]
  let bytes: [UInt8]

  private init(name: String, format: Safetensors.Format, shape: [Int], bytes: [UInt8]) {
    (self.name, self.format, self.shape, self.bytes) = (name, format, shape, bytes)
  }

  /// Stores integers, in one byte each if they are all below 256.
  init(integers tensor: (name: String, shape: [Int], values: ArraySlice<Float>)) {
    let fitsByte = tensor.values.allSatisfy { $0 < 256 }
    self.init(
      name: tensor.name, format: fitsByte ? .U8 : .U16, shape: tensor.shape,
      bytes: fitsByte
        ? tensor.values.map { UInt8($0) }
        : tensor.values.flatMap { UInt16($0).littleEndianBytes })
  }

  /// Returns a tensor in a number format; of int8, two tensors: the integers and their scales.
  static func make(
    _ name: String, _ shape: [Int], _ values: ArraySlice<Float>, precision: Precision
  ) -> [StoredTensor] {
    switch precision {
    case .auto, .float32:
      return [StoredTensor(name: name, format: .F32, shape: shape, bytes: bytes(values))]
    case .bfloat16:
      // A finite weight stays one: rounding the largest would make infinities, which no reader accepts.
      let bytes = values.flatMap { value in
        let limit = BFloat16.greatestFiniteMagnitude
        return BFloat16(value.isFinite ? min(max(value, -limit), limit) : value).bits
          .littleEndianBytes
      }
      return [StoredTensor(name: name, format: .BF16, shape: shape, bytes: bytes)]
    case .int8:
      let rows = RoundedRows(values, rows: shape.first ?? 1)
      return [
        StoredTensor(
          name: name, format: .I8, shape: shape,
          bytes: rows.integers.map { UInt8(bitPattern: $0) }),
        StoredTensor(
          name: name + Safetensors.scaleSuffix, format: .F32, shape: [rows.scales.count],
          bytes: bytes(rows.scales[...])),
      ]
    }
  }

  private static func bytes(_ values: ArraySlice<Float>) -> [UInt8] {
    unsafe values.withUnsafeBytes { buffer in
      #if _endian(little)
        return unsafe Array(buffer)
      #else
        return values.flatMap { $0.bitPattern.littleEndianBytes }
      #endif
    }
  }
}
