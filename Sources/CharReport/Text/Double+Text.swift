internal import Foundation

extension Double {
  /// Formats with a fixed number of decimals, or with an exponent from 1e15. An infinite number is one that was
  /// too large to be computed, such as the perplexity of a great loss.
  package func fixed(_ decimals: Int) -> String {
    guard !isInfinite else { return self > 0 ? "over 1e308" : "under -1e308" }
    return String(format: abs(self) < 1e15 ? "%.\(decimals)f" : "%.\(max(1, decimals))e", self)
  }

  /// Three significant digits, with k or M.
  package var short: String {
    switch abs(self) {
    case 999_500...: (self / 1e6).fixed(self >= 9.995e6 ? 1 : 2) + "M"
    case 9_995...: (self / 1e3).fixed(1) + "k"
    case 999.5...: (self / 1e3).fixed(2) + "k"
    default: fixed(0)
    }
  }

  /// Seconds formatted as hours, minutes and seconds.
  package var duration: String {
    guard isFinite, self < 1e9 else { return "?" }
    let seconds = Int(rounded())
    switch seconds {
    case 3600...: return "\(seconds / 3600)h\(String(format: "%02d", seconds / 60 % 60))m"
    case 60...: return "\(seconds / 60)m\(String(format: "%02d", seconds % 60))s"
    default: return "\(seconds)s"
    }
  }

  /// A learning rate with two significant digits.
  package var rateText: String { String(format: "%.2g", self) }
}
