/// Normalization and case folding over UTF-8, with ASCII passed through.
package struct TextNormalizer {
  private let form: Normalization
  private let foldsCase: Bool

  /// Returns nil if text would not change.
  package init?(_ form: Normalization, foldsCase: Bool) {
    guard form != .none || foldsCase else { return nil }
    self.form = form
    self.foldsCase = foldsCase
  }

  /// Appends the normalized form of a part of a text.
  ///
  /// ASCII is in every form and never combines with its predecessor, so only runs of other scalars,
  /// each with the ASCII byte before it, are decoded.
  package func append(_ bytes: [UInt8], _ range: Range<Int>, to output: inout [UInt8]) {
    var index = range.lowerBound
    var run: [UInt32] = []
    while index < range.upperBound {
      let start = index
      while index < range.upperBound, bytes[index] < 0x80 { index += 1 }
      let ascii = index == range.upperBound ? index : max(start, index - 1)
      appendASCII(bytes, start..<ascii, to: &output)
      guard ascii < range.upperBound else { return }
      run.removeAll(keepingCapacity: true)
      if ascii < index { run.append(UInt32(bytes[ascii])) }
      while index < range.upperBound, bytes[index] >= 0x80 {
        let next = UTF8Sequence(bytes, at: index, end: range.upperBound)
        run.append(next.scalar)
        index += next.length
      }
      normalize(&run)
      for scalar in run { UTF8Sequence.append(scalar, to: &output) }
    }
  }

  private func appendASCII(_ bytes: [UInt8], _ range: Range<Int>, to output: inout [UInt8]) {
    guard foldsCase else {
      output.append(contentsOf: bytes[range])
      return
    }
    for index in range {
      let byte = bytes[index]
      output.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }
  }

  /// Normalizes scalars.
  package func normalize(_ scalars: inout [UInt32]) {
    guard form != .none else {
      scalars = Self.map(scalars, .caseFold)
      return
    }
    let decomposition: UTF8Proc.Mapping =
      form == .nfkc || form == .nfkd ? .compatibility : .canonical
    scalars = Self.map(scalars, decomposition)
    Self.order(&scalars)
    if foldsCase {
      scalars = Self.map(scalars, [decomposition, .caseFold])
      Self.order(&scalars)
    }
    if form == .nfc || form == .nfkc { UTF8Proc.compose(&scalars) }
  }

  private static func map(_ scalars: [UInt32], _ mapping: UTF8Proc.Mapping) -> [UInt32] {
    var output: [UInt32] = []
    output.reserveCapacity(scalars.count)
    UTF8Proc.decompose(scalars, mapping, into: &output)
    return output
  }

  /// Applies canonical ordering: sorts each run of marks stably by combining class.
  private static func order(_ scalars: inout [UInt32]) {
    var index = 0
    while index < scalars.count {
      guard UTF8Proc.combiningClass(scalars[index]) != 0 else {
        index += 1
        continue
      }
      var marks: [(combiningClass: Int16, scalar: UInt32)] = []
      let start = index
      while index < scalars.count {
        let combiningClass = UTF8Proc.combiningClass(scalars[index])
        if combiningClass == 0 { break }
        marks.append((combiningClass, scalars[index]))
        index += 1
      }
      guard marks.count > 1 else { continue }
      marks.sort { $0.combiningClass < $1.combiningClass }  // Swift's sort is stable.
      for (offset, mark) in marks.enumerated() { scalars[start + offset] = mark.scalar }
    }
  }
}
