/// A form of the kind `swift-function`.
struct SwiftFunctionForm: HeadedForm {
  let header: FormHeader
  let longest: Int? = nil
  let hasLineBreaks = true
  let hasEmptyLines = true
  let function: SwiftFunction

  /// Reads a form.
  init(_ file: FormFile) throws(ConstraintError) {
    let root = file.root
    header = try FormHeader(root, keys: ["depth"], language: "swift")
    var function = SwiftFunction()
    if let text = try root.optionalString("depth") {
      guard let depth = Int(text), (1...64).contains(depth) else {
        throw root.error("depth: \(text) is no number from 1 to 64")
      }
      function.depth = depth
    }
    self.function = function
  }

  func constraint(_ wishes: FormWishes) throws(ConstraintError) -> any Constraint {
    try wishes.apply(to: function.constraint(), name)
  }

  func faults(
    in text: String, _ wishes: FormWishes
  ) throws(ConstraintError) -> [FormFault] { function.faults(in: text) }
}
