/// Lets `--flag -1` mean `--flag=-1`, so that a number out of range is named as such; ArgumentParser
/// would take it for a flag and miss a value.
enum NegativeNumbers {
  /// The arguments with each negative number attached to the flag before it.
  static func attach(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var isOver = false
    for argument in arguments {
      isOver = isOver || argument == "--"
      if !isOver, let flag = result.last, flag.hasPrefix("--"), !flag.contains("="),
        argument.hasPrefix("-"), Double(argument) != nil
      {
        result[result.count - 1] = "\(flag)=\(argument)"
      } else {
        result.append(argument)
      }
    }
    return result
  }
}
