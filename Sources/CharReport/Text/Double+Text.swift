internal import Foundation

extension Double {
  /// Formats with a fixed number of decimals; non-finite numbers by name.
  package func fixed(_ decimals: Int) -> String { String(format: "%.\(decimals)f", self) }

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
