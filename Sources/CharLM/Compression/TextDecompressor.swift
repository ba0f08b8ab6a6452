internal import CharIO
internal import CharText

/// Decompresses what ``TextCompressor`` compressed.
///
///     let decompressor = try TextDecompressor(file: "text.clm")
///     try decompressor.decompress(to: "text.txt", model, identity)
public final class TextDecompressor {
  private let bytes: CodedBytes
  private let header: CompressedHeader

  private static let part = 1 << 14

  /// Opens a compressed file.
  ///
  /// - Parameter path: the file; `-` is standard input.
  /// - Throws: `FileError`, or `CompressionError` if it is not a compressed file.
  public convenience init(file path: String) throws {
    let source = try ArrivingBytes(path)
    try self.init(CodedBytes { try source.read($0) })
  }

  /// Opens a compressed file in memory.
  ///
  /// - Parameter bytes: its bytes.
  /// - Throws: `CompressionError` if it is not a compressed file.
  public convenience init(_ bytes: [UInt8]) throws {
    var position = 0
    try self.init(
      CodedBytes { count in
        defer { position = min(position + count, bytes.count) }
        return Array(bytes[position..<min(position + count, bytes.count)])
      })
  }

  private init(_ bytes: CodedBytes) throws {
    self.bytes = bytes
    do { header = try CompressedHeader(bytes) } catch { throw bytes.failure ?? error }
  }

  /// The text by which the model is found; nil if the file needs no model.
  public var modelDescription: String? { header.model?.description }

  /// The version of the file's format, from 1.
  package var formatVersion: Int { Int(header.version) }

  /// The number format of the model's products; nil if the file needs no model.
  public var identity: ModelIdentity? { header.model?.identity }

  /// The number of bytes of the text.
  public var size: Int { header.size }

  /// The number of bytes of the compressed file that were read; all of them after decompression.
  public var compressedSize: Int { bytes.count }

  /// Decompresses to memory. A decompressor can be used once.
  ///
  /// - Parameter model: the model and its identity, if the file needs one.
  /// - Returns: the text.
  /// - Throws: `CompressionError`, `FileError` or `PredictionError.notFinite`.
  public func decompress(
    _ model: (any AutoregressiveModel, ModelIdentity)? = nil
  ) throws -> [UInt8] {
    var result: [UInt8] = []
    try decompress(model, write: { result += $0 }, progress: { _ in })
    return result
  }

  /// Decompresses to a file in constant memory. A decompressor can be used once.
  ///
  /// - Parameters:
  ///   - out: the file; appears when the text is complete and has the checksum of the compressed file.
  ///   - model: the model and its identity, if the file needs one.
  ///   - progress: called from time to time with the numbers of bytes decompressed so far and of all.
  /// - Throws: `CompressionError`, `FileError` or `PredictionError.notFinite`.
  public func decompress(
    to out: String, _ model: (any AutoregressiveModel, ModelIdentity)? = nil,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let writer = try AtomicFileWriter(out)
    let size = header.size
    try decompress(model, write: { try writer.append($0) }, progress: { progress($0, size) })
    try writer.commit()
  }

  private func decompress(
    _ model: (any AutoregressiveModel, ModelIdentity)?, write: ([UInt8]) throws -> Void,
    progress: (Int) -> Void
  ) throws {
    switch (header.model, model) {
    case (let needed?, let (model, identity)?):
      try needed.identity.check(identity)
      try decode(model, write, progress)
    case (nil, nil): try decodeOnline(write, progress)
    case (let needed, _): throw CompressionError.otherMethod(needsModel: needed != nil)
    }
  }

  private func decode(
    _ model: some AutoregressiveModel, _ write: ([UInt8]) throws -> Void, _ progress: (Int) -> Void
  ) throws {
    var coding = try TokenCoding(model)
    try decode(write, progress) { try coding.code(.token(0), &$0) }
  }

  private func decodeOnline(
    _ write: ([UInt8]) throws -> Void, _ progress: (Int) -> Void
  ) throws {
    var coding = OnlineCoding(size: header.size)
    try decode(write, progress) { [coding.code(0, &$0)] }
  }

  /// Decodes pieces until the text is complete, and checks it.
  private func decode(
    _ write: ([UInt8]) throws -> Void, _ progress: (Int) -> Void,
    _ next: (inout RangeDecoder) throws -> [UInt8]
  ) throws {
    var decoder = RangeDecoder(bytes)
    var sum = SHA256Sum()
    var part: [UInt8] = []
    var count = 0
    while count + part.count < header.size {
      part += try next(&decoder)
      if let failure = bytes.failure { throw failure }
      guard bytes.overrun <= RangeDecoder.lookahead else { throw CompressionError.truncated }
      guard part.count >= Self.part else { continue }
      sum.add(part)
      try write(part)
      count += part.count
      part.removeAll(keepingCapacity: true)
      progress(count)
    }
    sum.add(part)
    guard count + part.count == header.size,
      header.checksum == Array(sum.digest().prefix(CompressedHeader.checksumSize))
    else { throw CompressionError.wrongChecksum }
    guard bytes.isFinished else { throw CompressionError.trailingBytes }
    try write(part)
  }
}
