internal import CharIO
internal import CharText

/// Compresses texts by arithmetic coding with the predictions of a model.
///
///     let compressor = TextCompressor(model, identity, description: "models/english")
///     let bytes = try compressor.compress(Array(text.utf8))
///
/// Any bytes are compressed without loss, whatever the unit and the normalization of the model: bytes that it has
/// no token for are coded one by one. The text is one document.
public struct TextCompressor {
  private enum Method {
    case model(any AutoregressiveModel, CompressedHeader.Model)
    case online
  }

  private let method: Method
  /// Bytes between calls of `progress`.
  private static let part = 1 << 14

  /// Creates a compressor that predicts with a model.
  ///
  /// - Parameters:
  ///   - model: the model; one that learns from what it reads does so here.
  ///   - identity: the identity of the model, which a decompressor checks.
  ///   - description: a text that is stored in the file and by which the model is found.
  public init(_ model: any AutoregressiveModel, _ identity: ModelIdentity, description: String) {
    method = .model(model, CompressedHeader.Model(identity: identity, description: description))
  }

  /// Creates a compressor without a trained model: it learns from the bytes as it reads them.
  public init() { method = .online }

  /// Compresses bytes.
  ///
  /// - Parameter bytes: any bytes.
  /// - Returns: the compressed file.
  /// - Throws: `PredictionError.notFinite`, or `CompressionError.backward`.
  public func compress(_ bytes: [UInt8]) throws -> [UInt8] {
    var sum = SHA256Sum()
    sum.add(bytes)
    var position = 0
    var result: [UInt8] = []
    _ = try compress(size: bytes.count, checksum: sum.digest()) { count in
      defer { position = min(position + count, bytes.count) }
      return Array(bytes[position..<min(position + count, bytes.count)])
    } write: {
      result += $0
    } progress: { _ in
    }
    return result
  }

  /// Compresses a file in constant memory. The file is read twice; of a pipe, a temporary copy is made.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - out: the compressed file; appears when it is complete.
  ///   - progress: called from time to time with the numbers of bytes compressed so far and of all.
  /// - Returns: the sizes.
  /// - Throws: `FileError`, `CompressionError` or `PredictionError.notFinite`.
  public func compress(
    file path: String, to out: String, progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> CompressionSummary {
    let source = try ArrivingBytes(path).repeatable()
    var sum = SHA256Sum()
    var size = 0
    while true {
      let bytes = try source.read(1 << 20)
      if bytes.isEmpty { break }
      sum.add(bytes)
      size += bytes.count
    }
    try source.rewind()
    let writer = try AtomicFileWriter(out)
    let summary = try compress(size: size, checksum: sum.digest()) {
      try source.read($0)
    } write: {
      try writer.append($0)
    } progress: {
      progress($0, size)
    }
    try writer.commit()
    return summary
  }

  private func compress(
    size: Int, checksum: [UInt8], read: @escaping (Int) throws -> [UInt8],
    write: @escaping ([UInt8]) throws -> Void, progress: (Int) -> Void
  ) throws -> CompressionSummary {
    var model: CompressedHeader.Model?
    if case .model(_, let given) = method { model = given }
    let header = CompressedHeader(
      size: size, checksum: Array(checksum.prefix(CompressedHeader.checksumSize)), model: model
    ).bytes
    try write(header)
    var output = Output(written: header.count, write: write)
    var summary = CompressionSummary(bytes: 0, compressedBytes: 0, bits: 0)
    switch method {
    case .online:
      var coding = OnlineCoding(size: size)
      while true {
        let bytes = try read(Self.part)
        if bytes.isEmpty { break }
        for byte in bytes { _ = coding.code(byte, &output.encoder) }
        summary.bytes += bytes.count
        try output.drain()
        progress(summary.bytes)
      }
      summary.bits = coding.bits
    case .model(let model, _):
      (summary.bytes, summary.bits) = try code(model, read, &output, progress)
    }
    try output.finish()
    guard summary.bytes == size else { throw CompressionError.changed }
    summary.compressedBytes = output.written
    return summary
  }

  private func code(
    _ model: some AutoregressiveModel, _ read: @escaping (Int) throws -> [UInt8],
    _ output: inout Output, _ progress: (Int) -> Void
  ) throws -> (bytes: Int, bits: Double) {
    var pieces = TextPieces(model.tokenizer, read)
    var coding = try TokenCoding(model)
    var (bytes, shown) = (0, 0)
    while let piece = try pieces.next() {
      bytes += try coding.code(piece, &output.encoder).count
      if bytes - shown >= Self.part {
        try output.drain()
        progress(bytes)
        shown = bytes
      }
    }
    return (bytes, coding.bits)
  }

  /// An encoder and the place where its bytes go.
  private struct Output {
    var encoder = RangeEncoder()
    private(set) var written: Int
    private let write: ([UInt8]) throws -> Void

    init(written: Int, write: @escaping ([UInt8]) throws -> Void) {
      self.written = written
      self.write = write
    }

    mutating func drain() throws { try put(encoder.takeBytes()) }

    mutating func finish() throws { try put(encoder.finish()) }

    private mutating func put(_ bytes: [UInt8]) throws {
      written += bytes.count
      try write(bytes)
    }
  }
}

extension ArrivingBytes {
  /// Returns up to so many bytes; none at the end.
  func read(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try read(count, into: &bytes)
    return bytes
  }
}
