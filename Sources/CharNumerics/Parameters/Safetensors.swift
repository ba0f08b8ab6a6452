internal import CharIO
internal import Foundation

/// Named tensors in the safetensors format (https://huggingface.co/docs/safetensors).
///
/// A file consists of a length, a JSON header with each tensor's number format, shape and offsets,
/// and the numbers. Reading validates everything: tensors must not overlap, exceed the file or
/// leave gaps.
public struct Safetensors: Sendable {
  /// A number format.
  public enum Format: String, Sendable, CaseIterable {
    /// float64.
    case F64
    /// float32.
    case F32
    /// float16.
    case F16
    /// bfloat16.
    case BF16
    /// 8-bit integers. The tensor `NAME.scale` holds a factor for each row of `NAME`.
    case I8
    /// 8-bit integers from 0.
    case U8
    /// 16-bit integers from 0.
    case U16

    /// The usual name of the format.
    public var name: String {
      switch self {
      case .F64: "float64"
      case .F32: "float32"
      case .F16: "float16"
      case .BF16: "bfloat16"
      case .I8: "int8"
      case .U8: "uint8"
      case .U16: "uint16"
      }
    }

    var size: Int {
      switch self {
      case .F64: 8
      case .F32: 4
      case .F16, .BF16, .U16: 2
      case .I8, .U8: 1
      }
    }
  }

  /// The entry of a tensor.
  public struct Tensor: Sendable, Equatable {
    /// The number format.
    public let format: Format
    /// The sizes of the axes, slowest first.
    public let shape: [Int]
    let range: Range<Int>
  }

  /// The path of the file, for messages.
  public let path: String
  /// The metadata by name.
  public let metadata: [String: String]
  /// The tensors by name.
  public let tensors: [String: Tensor]
  private let bytes: Data

  /// Reads a file.
  ///
  /// - Parameter path: The path of the file.
  /// - Throws: `FileError` with the tensor, the expected and the found value.
  public init(contentsOf path: String) throws {
    try self.init(AtomicFile.data(path), path: path)
  }

  /// Maps a file whose tensors are read at once; a later change of its bytes would change them.
  ///
  /// - Parameter path: The path of the file.
  /// - Throws: `FileError` with the tensor, the expected and the found value.
  package init(mapping path: String) throws {
    try self.init(AtomicFile.map(path), path: path)
  }

  private init(_ bytes: Data, path: String) throws {
    func fail(_ problem: String) -> FileError {
      FileError(path: path, problem: "\(problem); the file is damaged or not a safetensors file")
    }
    guard bytes.count >= 8 else { throw fail("\(bytes.count) bytes are too few for a header") }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else {
      throw fail("the header says \(length) bytes, but only \(bytes.count - 8) follow")
    }
    let start = 8 + Int(length)
    let header: [String: Entry]
    do {
      header = try JSONDecoder().decode([String: Entry].self, from: bytes[8..<start])
    } catch {
      throw fail("the header is not the JSON of a safetensors file")
    }

    var metadata: [String: String] = [:]
    var tensors: [String: Tensor] = [:]
    for (name, entry) in header {
      switch entry {
      case .metadata(let texts):
        guard name == "__metadata__" else { throw fail("tensor \(name) has no shape") }
        metadata = texts
      case .tensor(let format, let shape, let offsets):
        guard let format = Format(rawValue: format) else {
          throw fail("tensor \(name) has the number format \(format), which is not read")
        }
        guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1],
          offsets[1] <= bytes.count - start
        else {
          throw fail("tensor \(name) stands at \(offsets) of \(bytes.count - start) bytes")
        }
        var expected = format.size
        for size in shape {
          let (product, overflow) = expected.multipliedReportingOverflow(by: size)
          guard size >= 0, !overflow else { throw fail("tensor \(name) has the shape \(shape)") }
          expected = product
        }
        guard offsets[1] - offsets[0] == expected else {
          throw fail(
            "tensor \(name) \(shape) takes \(expected) bytes, not \(offsets[1] - offsets[0])")
        }
        tensors[name] = Tensor(
          format: format, shape: shape, range: start + offsets[0]..<start + offsets[1])
      }
    }
    var end = start
    for (name, tensor) in tensors.sorted(by: {
      $0.value.range.lowerBound < $1.value.range.lowerBound
    })
    where !tensor.range.isEmpty {
      guard tensor.range.lowerBound == end else {
        throw fail("tensor \(name) starts at byte \(tensor.range.lowerBound), not at \(end)")
      }
      end = tensor.range.upperBound
    }
    guard end == bytes.count else { throw fail("\(bytes.count - end) bytes belong to no tensor") }
    self.path = path
    self.metadata = metadata
    self.tensors = tensors
    self.bytes = bytes
  }

  /// Returns the values of a tensor as float32; 8-bit integers are multiplied by their scales.
  ///
  /// - Parameters:
  ///   - name: The name of the tensor.
  ///   - shape: The expected shape.
  /// - Returns: The values, last axis fastest.
  /// - Throws: `FileError` if the tensor is missing, has another shape, or lacks valid scales.
  public func floats(_ name: String, shape: [Int]) throws -> [Float] {
    try check(name, shape: shape)
    let count = shape.reduce(1, *)
    return unsafe try [Float](unsafeUninitializedCapacity: count) { values, initialized in
      unsafe try read(
        name, shape: shape, into: UnsafeMutableBufferPointer(rebasing: values[..<count]))
      initialized = count
    }
  }

  /// Throws if a tensor is missing or has another shape.
  ///
  /// - Parameters:
  ///   - name: The name of the tensor.
  ///   - shape: The expected shape.
  /// - Throws: `FileError`.
  package func check(_ name: String, shape: [Int]) throws {
    guard let tensor = tensors[name] else {
      let found = tensors.keys.sorted().prefix(20).joined(separator: ", ")
      throw FileError(path: path, problem: "tensor \(name) is missing; there are: \(found)")
    }
    guard tensor.shape == shape else {
      throw FileError(
        path: path, problem: "tensor \(name) has the shape \(tensor.shape), expected \(shape)")
    }
  }

  /// Writes the values of a tensor to memory for as many, which may be uninitialized.
  func read(
    _ name: String, shape: [Int], into values: UnsafeMutableBufferPointer<Float>
  ) throws {
    try check(name, shape: shape)
    guard let tensor = tensors[name], !values.isEmpty else { return }
    let scales = tensor.format == .I8 ? try scales(of: name, rows: shape.first ?? 1) : []
    unsafe bytes.withUnsafeBytes { buffer in
      let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[tensor.range])
      func convert<Bits: FixedWidthInteger>(_ float: (Bits) -> Float) {
        let size = MemoryLayout<Bits>.size
        for i in values.indices {
          let bits = unsafe part.loadUnaligned(fromByteOffset: i * size, as: Bits.self)
          unsafe values.initializeElement(at: i, to: float(Bits(littleEndian: bits)))
        }
      }
      switch tensor.format {
      case .F64: convert { (bits: UInt64) in Float(Double(bitPattern: bits)) }
      case .F32: convert { (bits: UInt32) in Float(bitPattern: bits) }
      case .BF16: convert { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
      case .F16: convert { (bits: UInt16) in Safetensors.float(half: bits) }
      case .U8: convert { (bits: UInt8) in Float(bits) }
      case .U16: convert { (bits: UInt16) in Float(bits) }
      case .I8:
        let columns = part.count / scales.count
        for (row, scale) in scales.enumerated() {
          for i in row * columns..<(row + 1) * columns {
            let integer = unsafe part.load(fromByteOffset: i, as: Int8.self)
            unsafe values.initializeElement(at: i, to: Float(integer) * scale)
          }
        }
      }
    }
  }

  /// Converts IEEE 754 half precision; Float16 is not available on every processor.
  private static func float(half bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }

  private enum Entry: Decodable {
    case metadata([String: String])
    case tensor(format: String, shape: [Int], offsets: [Int])

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
      if let container = try? decoder.container(keyedBy: CodingKeys.self),
        let format = try? container.decode(String.self, forKey: .dtype),
        let shape = try? container.decode([Int].self, forKey: .shape)
      {
        self = .tensor(
          format: format, shape: shape,
          offsets: try container.decode([Int].self, forKey: .offsets))
      } else {
        self = .metadata(try [String: String](from: decoder))
      }
    }
  }
}
