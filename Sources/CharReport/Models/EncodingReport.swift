package import CharIO
package import CharText
package import CharTraining

/// The speed of encoding a text.
package struct EncodingReport: PrintedResult {
  private let result: EncodingBenchmark.Result
  private let unit: TextUnit
  private let threads, peakMemory: Int

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - result: the measurement.
  ///   - unit: what one token is.
  ///   - threads: the number of threads.
  ///   - peakMemory: the most memory that the process has used, in bytes.
  package init(
    _ result: EncodingBenchmark.Result, _ unit: TextUnit, threads: Int, peakMemory: Int
  ) {
    (self.result, self.unit) = (result, unit)
    (self.threads, self.peakMemory) = (threads, peakMemory)
  }

  /// The speed in one line.
  package var text: String {
    "encode (\(unit.rawValue)): \((result.bytesPerSecond / 1e6).fixed(0)) MB/s on "
      + "\(threads) thread\(threads == 1 ? "" : "s"), a copy loop "
      + "\((result.copiedBytesPerSecond / 1e6).fixed(0)) MB/s, median of \(result.runs) runs\n"
  }

  /// The speed with stable keys.
  package var json: JSON {
    .object([
      ("work", "encode"), ("unit", .string(unit.rawValue)), ("threads", .integer(threads)),
      ("tokens", .integer(result.tokens)), ("bytes_per_second", .number(result.bytesPerSecond)),
      ("copied_bytes_per_second", .number(result.copiedBytesPerSecond)),
      ("runs", .integer(result.runs)), ("peak_memory_bytes", .integer(peakMemory)),
    ])
  }
}
