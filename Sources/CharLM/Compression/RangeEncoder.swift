/// An arithmetic encoder (range coder) with carry propagation.
struct RangeEncoder: EntropyCoder {
  private var low: UInt64 = 0
  private var range = CoderRange()
  private var bytes: [UInt8] = []

  mutating func code(_ symbol: Int, _ table: FrequencyTable) -> Int {
    let count = table.counts[symbol]
    precondition(count > 0, "symbol \(symbol) has no probability")
    let start = table.start(of: symbol)
    narrow(
      from: range.unit(table.total), start: start, count: count,
      isLast: start + count == table.total)
    return symbol
  }

  mutating func code(_ bit: Bool, probability: UInt32) -> Bool {
    let split = (range.width >> 16) * UInt64(probability)
    if bit {
      range.width = split
    } else {
      add(split)
      range.width -= split
    }
    widen()
    return bit
  }

  private mutating func narrow(from unit: UInt64, start: UInt64, count: UInt64, isLast: Bool) {
    add(unit * start)
    range.width = isLast ? range.width - unit * start : unit * count
    widen()
  }

  private mutating func add(_ amount: UInt64) {
    let (sum, carries) = low.addingReportingOverflow(amount)
    low = sum
    if carries { carry() }
  }

  private mutating func carry() {
    var index = bytes.count - 1
    while bytes[index] == 0xFF {
      bytes[index] = 0
      index -= 1
    }
    bytes[index] += 1
  }

  private mutating func widen() {
    while range.width < CoderRange.least {
      bytes.append(UInt8(truncatingIfNeeded: low >> 56))
      low <<= 8
      range.width <<= 8
    }
  }

  /// Returns the bytes that no carry can change any more, and forgets them.
  mutating func takeBytes() -> [UInt8] {
    guard let end = bytes.lastIndex(where: { $0 != 0xFF }) else { return [] }
    let taken = Array(bytes[..<end])
    bytes.removeFirst(end)
    return taken
  }

  /// Returns the remaining bytes: as few as identify the interval if zeros follow them.
  mutating func finish() -> [UInt8] {
    var kept = 0
    var value: UInt64 = 0
    while kept <= 8 {
      let rest: UInt64 = kept == 0 ? .max : kept == 8 ? 0 : .max >> UInt64(8 * kept)
      value = (low &+ rest) & ~rest
      if value &- low < range.width { break }
      kept += 1
    }
    if value < low { carry() }
    for index in 0..<min(kept, 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * index)))
    }
    defer { bytes = [] }
    return bytes
  }
}
