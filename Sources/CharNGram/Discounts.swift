/// The discounts of modified Kneser-Ney smoothing: the amounts subtracted from the counts of observed grams
/// to give probability to unobserved ones (Chen and Goodman 1999, equation 26).
struct Discounts: Sendable {
  /// D1, D2 and D3+.
  private(set) var values = fixed

  /// The discounts used where they cannot be estimated.
  static let fixed = [0.5, 0.75, 0.75]

  /// Estimates the discounts from the numbers of grams with counts one, two, three and four.
  init(_ counts: [Int32]) {
    var kinds = [0.0, 0, 0, 0]
    for count in counts where (1...4).contains(count) { kinds[Int(count) - 1] += 1 }
    // A text so small or so regular that one of the counts is missing keeps the fixed discounts.
    guard kinds.allSatisfy({ $0 > 0 }) else { return }
    let y = kinds[0] / (kinds[0] + 2 * kinds[1])
    for index in 0..<3 {
      let n = Double(index + 1)
      let found = n - (n + 1) * y * kinds[index + 1] / kinds[index]
      // Some probability has to remain for unobserved grams.
      values[index] = min(max(found, 0.05), n - 0.05)
    }
  }

  /// Returns a count minus its discount; the count is 1 or more.
  @inline(__always)
  func discounted(_ count: Int32) -> Double { Double(count) - values[Int(min(count, 3)) - 1] }
}
