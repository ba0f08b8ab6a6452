public import CharText

/// Times encoding a text into tokens, compared with a loop that copies the bytes.
public struct EncodingBenchmark {
  /// Medians over several runs.
  public struct Result: Sendable {
    /// Bytes per second from text to the token store for training: validated, counted, split into
    /// units, looked up, packed.
    public var bytesPerSecond: Double
    /// Bytes per second of a loop that copies an array byte by byte.
    public var copiedBytesPerSecond: Double
    /// Tokens in the text.
    public var tokens: Int
    /// The number of runs of each.
    public var runs: Int
  }

  private let bytes: [UInt8]
  private let tokenizer: Tokenizer
  private let reader: CorpusReader

  /// Creates a benchmark of a text.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - configuration: the tokenization settings.
  ///   - threads: the number of threads.
  /// - Throws: `CorpusError`.
  public init(_ bytes: [UInt8], _ configuration: TextConfiguration, threads: Int = 1) throws {
    self.bytes = bytes
    reader = CorpusReader(bytes: bytes, threads: threads)
    tokenizer = try reader.build(configuration).tokenizer
  }

  /// Times encoding and copying in turns.
  ///
  /// - Parameter seconds: total time to spend.
  /// - Returns: the speeds.
  /// - Throws: `CorpusError`.
  public func run(seconds: Double) throws -> Result {
    let clock = ContinuousClock()
    var encoding: [Double] = []
    var copying: [Double] = []
    var tokens = 0
    let start = clock.now
    while start.duration(to: clock.now) < .seconds(seconds) || encoding.count < 5 {
      encoding.append(
        try clock.measure { tokens = try reader.store(with: tokenizer).tokens.count }
          / .seconds(1))
      copying.append(clock.measure { copy() } / .seconds(1))
    }
    let count = Double(bytes.count)
    return Result(
      bytesPerSecond: count / encoding.sorted()[encoding.count / 2],
      copiedBytesPerSecond: count / copying.sorted()[copying.count / 2], tokens: tokens,
      runs: encoding.count)
  }

  @inline(never)
  private func copy() {
    var copied: [UInt8] = []
    copied.reserveCapacity(bytes.count)
    for byte in bytes { copied.append(byte) }
    precondition(copied.count == bytes.count, "a copy is as long as what it is of")
  }
}
