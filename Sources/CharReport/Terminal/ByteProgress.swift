/// Progress of work on a file, such as a download, in bytes.
package struct ByteProgress {
  private let name: String
  private let start = ContinuousClock.now
  private var line: ProgressLine

  /// Creates a progress display.
  ///
  /// - Parameters:
  ///   - name: A description of the work.
  ///   - plain: Time between lines if there is no terminal; nil = no lines.
  package init(_ name: String, plain: Duration? = nil) {
    self.name = name
    line = ProgressLine(plain: plain, waits: true)
  }

  /// Shows the number of bytes so far, and the total if known.
  package mutating func show(_ bytes: Int, of total: Int?) {
    guard line.isDue else { return }
    func megabytes(_ bytes: Int) -> String { "\((Double(bytes) / 1e6).fixed(1)) MB" }
    var text = "\(name)  \(megabytes(bytes))"
    let fraction = total.flatMap { $0 > 0 ? min(1, Double(bytes) / Double($0)) : nil }
    if let total, let fraction { text += " of \(megabytes(total))  \(Int(fraction * 100))%" }
    let seconds = start.duration(to: .now) / .seconds(1)
    let speed = Double(bytes) / seconds
    text +=
      "  " + (speed < 1e6 ? "\((speed / 1e3).fixed(1)) kB/s" : "\((speed / 1e6).fixed(1)) MB/s")
    if let fraction { text += "  \((seconds * (1 / fraction - 1)).duration) left" }
    line.show(text, fraction: fraction)
  }

  /// Clears the line for other output.
  package mutating func clear() { line.clear() }
}
