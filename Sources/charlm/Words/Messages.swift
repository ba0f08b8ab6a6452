import CharSettings
import CharTraining

extension String {
  /// The message of a library with flags instead of setting names in backquotes.
  var withFlags: String { TrainingConfiguration.table.withFlags(self) }
}

extension Error {
  /// The error message in command-line terms.
  var message: String {
    let error: any Error = self
    switch error {
    case SettingError.outOfRange(let name, let value, let allowed):
      let flag = "`\(name)`".withFlags
      let shown = flag.hasPrefix("--") ? String(flag.dropFirst(2)) : flag
      return "\(SettingError.outOfRange(shown, value: value, allowed: allowed))".withFlags
    case TrainingError.cannotChange("network.bidirectional", let from, _):
      let (old, new) = from == "true" ? ("both", "forward") : ("forward", "both")
      return "\(TrainingError.cannotChange("direction", from: old, to: new))".withFlags
    case TrainingError.otherCorpus(let path):
      return "\(error)".replacing(
        ", `from` this one", with: ": charlm train TEXT --from \(path) --out NEW")
    default: return "\(error)".withFlags
    }
  }
}
