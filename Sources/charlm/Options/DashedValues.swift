/// Allows values and texts that begin with a dash, `--flag -1`, `--prompt "- a list"` or `fill MODEL
/// "- a ___"`, which ArgumentParser would take for flags.
enum DashedValues {
  /// Flags whose value is arbitrary text; the next argument is always their value.
  static let textFlags: Set = [
    "--prompt", "--stop", "--condition", "--field", "--delimiter", "--remove", "--outside",
    "--include", "--exclude", "--regex", "--must", "--ban", "--mix", "--logit-bias",
    "--dry-sequence-breaker", "--text", "--given", "--blank",
  ]

  /// Attaches such values to their flags, as `--flag=value`: any text for text flags, and negative
  /// numbers for all flags, so that errors name values out of range. Other words with spaces, which no
  /// flag has, come last, after `--`.
  static func attach(_ arguments: [String]) -> [String] {
    var (result, texts): ([String], [String]) = ([], [])
    var rest = arguments[...]
    while var argument = rest.popFirst() {
      // A short form does not take a value with =.
      if argument == "-p" { argument = "--prompt" }
      if argument == "--" {
        texts += rest
        return result + [argument] + texts
      }
      if let value = rest.first, value.hasPrefix("-"),
        isValue(value, of: argument)
      {
        rest.removeFirst()
        result.append("\(argument)=\(value)")
      } else if argument.hasPrefix("-"), argument.prefix(while: { $0 != "=" }).contains(" ") {
        texts.append(argument)
      } else {
        result.append(argument)
      }
    }
    return texts.isEmpty ? result : result + ["--"] + texts
  }

  private static func isValue(_ value: String, of flag: String) -> Bool {
    if textFlags.contains(flag) { return true }
    return flag.hasPrefix("--") && !flag.contains("=") && Double(value) != nil
  }
}
