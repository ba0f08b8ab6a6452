package import CharIO
package import CharTraining

/// Benchmark results per matrix product, as text and as JSON.
package struct BenchmarkTable: PrintedResult {
  private let work: String
  private let rows: [(product: String, result: Benchmark.Result)]
  private let peakMemory: Int
  private let listsProducts: Bool

  /// Creates a table of results.
  ///
  /// - Parameters:
  ///   - work: the name of what was timed.
  ///   - rows: the results; the product in use comes first.
  ///   - peakMemory: the most memory that the process has used, in bytes.
  ///   - listsProducts: true if the object lists all products.
  package init(
    work: String, _ rows: [(product: String, result: Benchmark.Result)], peakMemory: Int,
    listsProducts: Bool
  ) {
    (self.work, self.rows) = (work, rows)
    (self.peakMemory, self.listsProducts) = (peakMemory, listsProducts)
  }

  /// One line per product, compared with the fastest, and the peak memory.
  package var text: String {
    let best = rows.map(\.result.gflops).max() ?? 0
    let lines = rows.map { product, result in
      let behind = 1 - result.gflops / best
      return "\(work) (\(product)): \(result.tokensPerSecond.short) tokens a second, "
        + "\(result.gflops.fixed(1)) Gflop/s, median of \(result.runs) runs of "
        + "\((result.seconds * 1000).fixed(2)) ms"
        + (result.updateShare.map { ", \(($0 * 100).fixed(1)) % in the update" } ?? "")
        + (behind > 0 ? ", \((behind * 100).fixed(1)) % behind\n" : "\n")
    }
    return lines.joined() + "peak memory: \((Double(peakMemory) / 0x1p20).fixed(1)) MiB\n"
  }

  /// The first result, or all if listed, with stable keys.
  package var json: JSON {
    var members: [(String, JSON)] = [("work", .string(work))]
    if let first = rows.first { members += Self.members(first) }
    members.append(("peak_memory_bytes", .integer(peakMemory)))
    if listsProducts {
      members.append(("products", .array(rows.map { .object(Self.members($0)) })))
    }
    return .object(members)
  }

  private static func members(
    _ row: (product: String, result: Benchmark.Result)
  ) -> [(String, JSON)] {
    var members: [(String, JSON)] = [
      ("product", .string(row.product)),
      ("tokens_per_second", .number(row.result.tokensPerSecond)),
      ("gflops", .number(row.result.gflops)), ("seconds", .number(row.result.seconds)),
      ("runs", .integer(row.result.runs)),
    ]
    if let share = row.result.updateShare { members.append(("update_share", .number(share))) }
    return members
  }
}
