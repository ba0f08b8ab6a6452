/// Lets a value begin with a dash, `--flag -1` or `--prompt "- a list"`; ArgumentParser would take it
/// for a flag and miss a value.
enum DashedValues {
  /// The flags whose value is any text. What follows one of them is its value, whatever it looks like.
  static let textFlags: Set = [
    "--prompt", "--stop", "--condition", "--field", "--delimiter", "--remove", "--outside",
    "--include", "--exclude", "--regex", "--must", "--ban",
  ]

  /// The arguments with each such value attached to the flag before it, as `--flag=value`: any text
  /// of a flag for text, and a negative number of any flag, so that one out of range is named as such.
  static func attach(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument != "--" else { return result + [argument] + rest }
      if let value = rest.first, value.hasPrefix("-"),
        isValue(value, of: argument)
      {
        rest.removeFirst()
        result.append("\(argument)=\(value)")
      } else {
        result.append(argument)
      }
    }
    return result
  }

  private static func isValue(_ value: String, of flag: String) -> Bool {
    if textFlags.contains(flag) { return true }
    return flag.hasPrefix("--") && !flag.contains("=") && Double(value) != nil
  }
}
