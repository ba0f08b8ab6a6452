/// The two parts of a safetensors file, to be damaged one by one.
struct TensorFile {
  var header: String
  var data: [UInt8]

  init(header: String, data: [UInt8]) {
    self.header = header
    self.data = data
  }

  /// Takes a file apart that is whole.
  init(_ bytes: [UInt8]) {
    let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    data = Array(bytes[(8 + length)...])
  }

  /// The file with a length that fits.
  var bytes: [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8 + data
  }
}
