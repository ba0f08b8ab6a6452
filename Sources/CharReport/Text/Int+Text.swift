internal import CharIO

extension Int {
  /// A size in bytes with binary units.
  package var bytes: String {
    switch self {
    case 1_000_000_000...: "\((Double(self) / 1e9).fixed(2)) GB"
    case 1_000_000...: "\((Double(self) / 1e6).fixed(2)) MB"
    case 10_000...: "\((Double(self) / 1e3).fixed(1)) kB"
    default: "\(grouped) bytes"
    }
  }
}
