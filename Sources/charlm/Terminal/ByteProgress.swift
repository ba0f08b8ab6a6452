import CharReport

/// How many bytes of a download or of a corpus are there.
struct ByteProgress {
  private let name: String
  private let start = ContinuousClock.now
  private var line: ProgressLine

  /// - Parameters:
  ///   - name: What is fetched, or what is done.
  ///   - plain: Time between lines where there is no terminal; nil = none are written there.
  init(_ name: String, plain: Duration? = nil) {
    self.name = name
    line = ProgressLine(plain: plain, waits: true)
  }

  /// Shows how many bytes are there, of how many if that is known.
  mutating func show(_ bytes: Int, of total: Int?) {
    guard line.isDue else { return }
    func megabytes(_ bytes: Int) -> String { "\((Double(bytes) / 1e6).fixed(1)) MB" }
    var text = "\(name)  \(megabytes(bytes))"
    let fraction = total.flatMap { $0 > 0 ? min(1, Double(bytes) / Double($0)) : nil }
    if let total, let fraction { text += " of \(megabytes(total))  \(Int(fraction * 100))%" }
    let speed = Double(bytes) / (start.duration(to: .now) / .seconds(1))
    line.show("\(text)  \((speed / 1e6).fixed(1)) MB/s", fraction: fraction)
  }

  /// Makes room for other lines.
  mutating func clear() { line.clear() }
}
