internal import CharIO

extension Safetensors {
  /// The end of the name of a tensor that holds the scales of 8-bit integers.
  static let scaleSuffix = ".scale"

  /// Returns true if a tensor holds the scales of another one.
  ///
  /// - Parameter name: The name of the tensor.
  /// - Returns: True for `NAME.scale` if the tensor `NAME` consists of 8-bit integers.
  public func isScale(_ name: String) -> Bool {
    name.hasSuffix(Self.scaleSuffix)
      && tensors[String(name.dropLast(Self.scaleSuffix.count))]?.format == .I8
  }

  /// The number format of the largest tensor; nil of a file without tensors.
  public var mainFormat: Format? {
    tensors.values.max { $0.range.count < $1.range.count }?.format
  }

  /// Reads the scales of a tensor of 8-bit integers.
  func scales(of name: String, rows: Int) throws -> [Float] {
    let scaleName = name + Self.scaleSuffix
    guard let tensor = tensors[scaleName] else {
      throw FileError(
        path: path,
        problem: "tensor \(name) is stored as int8, but its scales, tensor \(scaleName), are "
          + "missing")
    }
    guard tensor.format != .I8 else {
      throw FileError(path: path, problem: "tensor \(scaleName) is stored as int8, not as float32")
    }
    let scales = try floats(scaleName, shape: [rows])
    guard scales.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw FileError(
        path: path,
        problem: "tensor \(scaleName) holds a scale that is negative or not a finite number")
    }
    return scales
  }
}
