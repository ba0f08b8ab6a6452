import CharLM

/// The text of `charlm` without a command: what can be done at once.
enum FirstSteps {
  /// Returns the text.
  ///
  /// - Parameter models: the names of the models that are installed.
  /// - Returns: several lines.
  static func text(_ models: [String]) -> String {
    let writers = [
      ("tang", "charlm sample tang --form qijue --beams 16"),
      ("verse", "charlm sample verse --form limerick --beams 16"),
      ("harbour", "charlm sample harbour --prompt \"The ferry\""),
    ]
    var lines = ["Character-level language models: write, judge, train.", ""]
    let writing = writers.filter { models.contains($0.0) }.prefix(2).map(\.1)
    if !writing.isEmpty {
      lines += ["Write with a model that is here:"] + writing.map { "  " + $0 }
    }
    if let judge = ["english", "verse", "harbour"].first(where: models.contains) {
      lines += ["Judge which sentence is more plausible:"]
      lines += [
        "  printf 'The boat came in.\\nBoat the in came.\\n' | charlm score \(judge) --rank"
      ]
    }
    lines += ["Train on a text of your own, and let it write:"]
    lines += ["  charlm train TEXT --out mine --minutes 5 && charlm sample mine"]
    lines += ["", "'charlm models' lists the models, 'charlm --help' all commands."]
    return lines.joined(separator: "\n")
  }
}
