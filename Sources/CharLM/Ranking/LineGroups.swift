/// Groups of lines that blank lines separate, as the lines arrive.
public struct LineGroups {
  private var complete: [[[UInt8]]] = []
  private var open: [[UInt8]] = []

  /// Creates groups without lines.
  public init() {}

  /// Adds lines after those that are there.
  ///
  /// - Parameter lines: lines without their ends; one of only white space ends a group.
  public mutating func add(_ lines: [[UInt8]]) {
    for line in lines {
      if !line.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
        open.append(line)
      } else if !open.isEmpty {
        complete.append(open)
        open = []
      }
    }
  }

  /// Takes the groups that have ended.
  ///
  /// - Returns: the lines of each group, none empty.
  public mutating func takeComplete() -> [[[UInt8]]] {
    defer { complete = [] }
    return complete
  }

  /// Takes all groups, the last one at the end of the text.
  ///
  /// - Returns: the lines of each group, none empty.
  public mutating func takeAll() -> [[[UInt8]]] {
    defer { open = [] }
    return takeComplete() + (open.isEmpty ? [] : [open])
  }
}
