/// The number of characters of a gap: `3`, or `2-4`.
public struct GapLength: Sendable, Equatable {
  /// The numbers that are allowed.
  public let range: ClosedRange<Int>

  /// Reads a number or a range.
  ///
  /// - Parameter text: `N` or `A-B` with A ≤ B, in digits.
  public init?(_ text: String) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.number)
    guard ends.count <= 2, let low = ends.first ?? nil, let high = ends.last ?? nil, low <= high
    else { return nil }
    range = low...high
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}
