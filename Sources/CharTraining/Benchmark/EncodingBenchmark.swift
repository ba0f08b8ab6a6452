public import CharText

/// Times the way from the bytes of a text to tokens, beside a loop that copies the bytes.
public struct EncodingBenchmark {
  /// Medians of some runs.
  public struct Result: Sendable {
    /// Bytes a second from text to the store that training reads: checked, counted, cut into units,
    /// looked up, packed.
    public var bytesPerSecond: Double
    /// Bytes a second that a loop over an array copies, one at a time.
    public var copiedBytesPerSecond: Double
    /// Tokens of the text.
    public var tokens: Int
    /// How many runs of each.
    public var runs: Int
  }

  private let bytes: [UInt8]
  private let tokenizer: Tokenizer
  private let reader: CorpusReader

  /// Prepares.
  ///
  /// - Parameters:
  ///   - bytes: a text.
  ///   - configuration: how it becomes tokens.
  ///   - threads: how many threads work on it.
  /// - Throws: `CorpusError`.
  public init(_ bytes: [UInt8], _ configuration: TextConfiguration, threads: Int = 1) throws {
    self.bytes = bytes
    reader = CorpusReader(bytes: bytes, threads: threads)
    tokenizer = try reader.build(configuration).tokenizer
  }

  /// Times both, in turns.
  ///
  /// - Parameter seconds: how long it goes on.
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
