/// A form of the kind `tune`.
struct TuneForm: HeadedForm {
  let header: FormHeader
  let longest: Int? = nil
  let hasLineBreaks = true
  let tune: Tune

  /// Reads a form.
  init(_ file: FormFile) throws(ConstraintError) {
    let root = file.root
    header = try FormHeader(root, keys: ["metres", "bars"], language: "abc")
    var tune = Tune()
    let metres = try root.texts("metres")
    if !metres.isEmpty { tune.metres = metres }
    if let text = try root.optionalString("bars") {
      let bounds = text.split(separator: "-").compactMap { Int($0) }
      guard let low = bounds.first, let high = bounds.last, low >= 2, low <= high else {
        throw root.error("bars: \(text) is no number of bars, such as 4-16")
      }
      tune.bars = low...high
    }
    self.tune = tune
  }

  func constraint(_ wishes: FormWishes) throws(ConstraintError) -> any Constraint {
    try wishes.apply(to: tune.constraint(), name)
  }

  func faults(
    in text: String, _ wishes: FormWishes
  ) throws(ConstraintError) -> [FormFault] { tune.faults(in: text) }
}
