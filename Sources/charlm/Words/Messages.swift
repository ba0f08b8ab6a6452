import CharLM
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
    case TrainingError.cannotChange(let name, _, let to)
    where TrainingConfiguration.table[name]?.isSwitch ?? false:
      let flag = String("`\(name)`".withFlags.dropFirst(2))
      let (given, before) = to == "true" ? (flag, "no-\(flag)") : ("no-\(flag)", flag)
      return "--\(given): the run was started with --\(before); leave --\(given) out or start anew "
        + "in another directory"
    case TrainingError.otherCorpus(let path):
      return "\(error)".replacing(
        ", `from` this one", with: ": charlm train TEXT --from \(path) --out NEW")
    case NamedFormError.unknown: return "\(error); charlm forms list prints the forms"
    case let error as ModelTypeError: return "\(error); use it with \(error.type.commands)"
    default: return "\(error)".withFlags
    }
  }
}

extension ModelType {
  /// The commands for models of the type.
  fileprivate var commands: String {
    switch self {
    case .language: "charlm sample, eval or score"
    case .ngram: "charlm sample, eval, score or ngram export"
    case .tagger: "charlm tag apply or charlm tag eval"
    case .classifier: "charlm classify apply or charlm classify eval"
    }
  }
}
