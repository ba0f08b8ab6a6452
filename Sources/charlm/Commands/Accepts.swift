import ArgumentParser
import CharForms
import CharIO
import CharText

/// The command `charlm accepts`.
struct Accepts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accepts",
    abstract: "Check texts against a regular expression, a grammar, a JSON Schema or a form.",
    discussion: "A constraint that is not supported ends the command with status 2.")

  @OptionGroup var constraint: ConstraintOptions

  @Argument(
    help: "File with a JSON array of texts, or a text on each line; - for standard input.")
  var file = "-"

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Time the constraint along the texts instead.")
  var times = false

  func validate() throws {
    guard constraint.isGiven else {
      throw ValidationError(
        "Give --regex, --grammar, --json-schema, --form, --must, --ban or --ban-file.")
    }
  }

  func run() throws {
    // Texts are read after the constraint, which may be unsupported.
    guard let requested = try constraint.requested() else { return }
    try times ? time(texts(), requested.rules) : check(texts(), requested.rules)
  }

  private func time(_ texts: [String], _ rules: some Constraint) throws {
    let allowed = texts.filter { rules.check($0).isAllowed && !$0.isEmpty }
    guard !allowed.isEmpty else {
      throw Failure("\(file): holds no text that the constraint allows; there is nothing to time")
    }
    let times = try constraint.refusing { try ConstraintTimes(rules, allowed) }
    for line in json ? [times.json.text] : times.lines { try Console.line(line) }
  }

  private func check(_ texts: [String], _ rules: some Constraint) throws {
    for text in texts {
      let result = rules.check(text)
      if json {
        try Console.line(
          JSON.object([
            ("text", .string(text)), ("accepted", .bool(result.isAllowed)),
            ("prefix_of_accepted", .bool(result.isPrefix)),
          ]).text)
      } else {
        let word = result.isAllowed ? "accepted" : result.isPrefix ? "prefix" : "rejected"
        try Console.line("\(word)\t\(text)")
      }
    }
  }

  private func texts() throws -> [String] {
    let text = try TextInput.read(file)
    guard text.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "["),
      case .array(let values)? = try? JSON(parsing: Array(text.utf8), replacesSurrogates: true)
    else {
      return text.lines
    }
    return try values.map { value in
      guard let text = value.stringValue else {
        throw Failure("\(file): \(value.summary) is not a text; give an array of texts")
      }
      return text
    }
  }
}
