import CharCorpus
import CharReport
import CharTraining

extension AdvisedCommands {
  /// Creates the commands for files.
  ///
  /// - Parameters:
  ///   - text: the advice about the text.
  ///   - model: the advice about the model.
  ///   - paths: the files.
  ///   - selection: the selection flags.
  init(_ text: TextAdvice, _ model: ModelAdvice, paths: [String], selection: [String]) {
    let files = AdvisedFiles(paths: paths, selection: selection)
    let flags = text.cleaning.flags
    self.init(
      training: files.training(model), cleaning: flags.isEmpty ? nil : files.cleaning(flags),
      cleaningNote: "To clean it first, which --advised does with the same flags:",
      cleaningFlags: flags,
      settingPrefix: "--")
  }
}

/// Files as arguments of commands.
private struct AdvisedFiles {
  let paths: [String]
  let selection: [String]

  /// The order of flags in the documentation: text first, then the network.
  private static let order = [
    "unit", "normalize", "boundary", "delimiter", "line-ends", "strip-bom", "min-count", "cell",
    "layers", "hidden", "embedding", "dropout",
  ]

  /// Returns the command that trains the advised model.
  func training(_ model: ModelAdvice) -> String {
    var words = ["charlm train"] + inputs
    let usual = TrainingConfiguration().flags
    let flags = model.advised.flags.filter { usual[$0.key] != $0.value }
    func place(_ name: String) -> (Int, String) {
      (Self.order.firstIndex(of: name) ?? Self.order.count, name)
    }
    for (name, value) in flags.sorted(by: { place($0.key) < place($1.key) }) {
      switch name {
      case "ablation": words += value.split(separator: ",").map { "--ablation \($0)" }
      default: words.append(value == "true" ? "--\(name)" : "--\(name) \(value.shellWord)")
      }
    }
    if let encoding = model.encoding { words.append("--encoding \(encoding)") }
    if model.replacesInvalid { words.append("--invalid replace") }
    return (words + ["--out \("models/\(name)".shellWord)"]).joined(separator: " ")
  }

  /// Returns the command that cleans the files.
  func cleaning(_ flags: [String]) -> String {
    let isOne = paths.count == 1 && paths[0].split(separator: "/").last?.contains(".") ?? false
    let out = Self.argument("\(name)-clean\(isOne ? ".txt" : "")")
    return (["charlm corpus clean"] + inputs + flags + ["--out \(out.shellWord)"])
      .joined(separator: " ")
  }

  /// The input arguments as typed.
  private var inputs: [String] { (paths.map(Self.argument) + selection).map(\.shellWord) }

  /// A suggested name for a model of these files.
  private var name: String {
    let last = paths[0].split(separator: "/").last.map(String.init) ?? "text"
    let stem = last.split(separator: ".").first.map(String.init) ?? "text"
    return paths[0] == "-" || stem.isEmpty ? "text" : stem
  }

  /// Returns a path that cannot be taken for a flag.
  private static func argument(_ path: String) -> String {
    path.hasPrefix("-") && path != "-" ? "./\(path)" : path
  }
}
