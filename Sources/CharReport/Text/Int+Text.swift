extension Int {
  /// With a comma after every three digits.
  package var grouped: String {
    let digits = String(magnitude)
    var result = ""
    for (i, digit) in digits.enumerated() {
      if i > 0 && (digits.count - i) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return self < 0 ? "-" + result : result
  }

  /// A count with the name of what is counted.
  package func counted(_ one: String, _ many: String) -> String {
    "\(grouped) \(self == 1 ? one : many)"
  }

  /// A size in bytes for people, in powers of ten.
  package var bytes: String {
    switch self {
    case 1_000_000_000...: "\((Double(self) / 1e9).fixed(2)) GB"
    case 1_000_000...: "\((Double(self) / 1e6).fixed(2)) MB"
    case 10_000...: "\((Double(self) / 1e3).fixed(1)) kB"
    default: "\(grouped) bytes"
    }
  }
}
