internal import CharIO
internal import CharNumerics

/// The start of a compressed file.
///
/// In this order: the four bytes `CLMC`; a byte for the version of the format; the number of bytes of the text;
/// the first eight bytes of its SHA-256; a byte that is 0 for a file without a model. With a model follow: its
/// hash, its precision, its kernels, a hash of some predictions, and a description by which the model is found: its
/// length and its bytes, which ``DescriptionCoding`` encodes from version 2 on. Numbers have seven bits a byte, lowest
/// first, with the top bit in all but the last.
struct CompressedHeader: Equatable {
  /// A model that is needed to decompress.
  struct Model: Equatable {
    var identity: ModelIdentity
    /// A text by which the model is found; the format gives it no meaning.
    var description: String
  }

  /// The number of bytes of the text.
  var size: Int
  /// The first bytes of the SHA-256 of the text.
  var checksum: [UInt8]
  /// The model; nil for a file that needs none.
  var model: Model?
  /// The version of the format.
  private(set) var version = Self.version

  static let checksumSize = 8
  private static let magic = Array("CLMC".utf8)
  private static let version: UInt8 = 2
  private static let kernels = ["portable", "avx2", "avx512", "avx512vnni", "neon", "neondot"]
  private static let longestDescription = 1 << 16

  /// The bytes of the header.
  var bytes: [UInt8] {
    // Without a model, nothing has changed since the first version.
    var bytes = Self.magic + [model == nil ? 1 : Self.version]
    Self.append(size, to: &bytes)
    bytes += checksum
    guard let model else { return bytes + [0] }
    bytes.append(1)
    bytes += model.identity.hash
    bytes.append(UInt8(Precision.allCases.firstIndex(of: model.identity.precision) ?? 0))
    let kernels = Self.kernels.firstIndex(of: model.identity.kernels)
    bytes.append(UInt8(kernels ?? Self.kernels.count))
    bytes += model.identity.predictions
    let description = DescriptionCoding.encode(model.description)
    Self.append(description.count, to: &bytes)
    return bytes + description
  }

  init(size: Int, checksum: [UInt8], model: Model?) {
    self.size = size
    self.checksum = checksum
    self.model = model
  }

  /// Reads a header.
  ///
  /// - Parameter bytes: the file from its start; afterwards from the end of the header.
  /// - Throws: `CompressionError`.
  init(_ bytes: CodedBytes) throws(CompressionError) {
    func take(_ count: Int) throws(CompressionError) -> [UInt8] {
      var taken: [UInt8] = []
      while taken.count < count {
        guard let byte = bytes.nextOrNil() else { throw .damagedHeader }
        taken.append(byte)
      }
      return taken
    }
    func takeNumber() throws(CompressionError) -> Int {
      var number = 0
      for shift in stride(from: 0, to: 56, by: 7) {
        let byte = try take(1)[0]
        number |= Int(byte & 0x7F) << shift
        if byte < 0x80 { return number }
      }
      throw .damagedHeader
    }
    for expected in Self.magic {
      guard bytes.nextOrNil() == expected else { throw .notCompressed }
    }
    version = try take(1)[0]
    guard (1...Self.version).contains(version) else { throw .newerFormat(Int(version)) }
    size = try takeNumber()
    checksum = try take(Self.checksumSize)
    switch try take(1)[0] {
    case 0: model = nil
    case 1:
      let hash = try take(ModelIdentity.hashSize)
      let (precision, kernels) = (Int(try take(1)[0]), Int(try take(1)[0]))
      guard Precision.allCases.indices.contains(precision), kernels <= Self.kernels.count else {
        throw .damagedHeader
      }
      let predictions = try take(ModelIdentity.predictionsSize)
      let length = try takeNumber()
      guard length <= Self.longestDescription else { throw .damagedHeader }
      let bytes = try take(length)
      guard
        let description = version == 1
          ? String(validating: bytes, as: UTF8.self) : DescriptionCoding.decode(bytes)
      else { throw .damagedHeader }
      model = Model(
        identity: ModelIdentity(
          hash: hash, precision: Precision.allCases[precision],
          kernels: kernels < Self.kernels.count ? Self.kernels[kernels] : "of another kind",
          predictions: predictions),
        description: description)
    default: throw .damagedHeader
    }
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
