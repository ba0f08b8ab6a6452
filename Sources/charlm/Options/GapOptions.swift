public import ArgumentParser
public import CharForms
import CharIO

extension GapLength: ExpressibleByArgument {
  /// Reads `N` or `A-B`.
  public init?(argument: String) { self.init(argument) }
}

/// The gaps of a text, and what may fill them.
struct GapOptions: ParsableArguments {
  @Option(help: "The spelling of a blank; a longer run of its character is one blank too.")
  var blank = Template.blank

  @Option(
    help: """
      Characters of a blank: N, or A-B for a range. (default: \
      \(Gap.Kind.text.usualLength.lowerBound)-\(Gap.Kind.text.usualLength.upperBound))
      """)
  var length: GapLength?

  @Option(help: "Regular expression that the whole filling of a blank matches.")
  var regex: String?

  @Flag(help: "Gaps in braces, such as {word} or {2-8}, are filled too.")
  var template = false

  func validate() throws {
    if blank.isEmpty { throw ValidationError("blank: is empty; give one or more characters") }
    if template, blank.contains(where: { "{}".contains($0) }) {
      throw ValidationError("blank: \(blank) has a brace, which --template reads as a gap")
    }
  }

  /// The gap that a blank stands for.
  ///
  /// - Throws: `ExitCode` 2, with a message on standard error, if nothing can fill it.
  func gap() throws -> Gap {
    try Self.refusing { try Gap(length: length?.range, pattern: regex, source: blank) }
  }

  /// Reads a text with gaps.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - gap: the gap that a blank stands for.
  ///   - file: its file, for messages; nil if it is from the command line.
  ///   - line: its line in the file, if each line is a text; nil = the text is the whole file.
  /// - Returns: the template.
  /// - Throws: `ExitCode` 2, with a message on standard error, for a gap that cannot be filled.
  func template(
    _ text: String, filledBy gap: Gap, in file: String?, line: Int?
  ) throws -> Template {
    try Self.refusing(in: file, line: line) {
      try Template(text, blank: blank, filledBy: gap, readsBraces: template)
    }
  }

  /// Performs work with gaps.
  ///
  /// - Throws: `ExitCode` 2, with a message on standard error, if a gap cannot be filled.
  static func refusing<Result>(
    in file: String? = nil, line: Int? = nil, _ work: () throws -> Result
  ) throws -> Result {
    do { return try work() } catch let error as ConstraintError {
      var place = file
      switch error.place {
      case .position(let row, let column)?:
        place = "\(file ?? "the text"):\(line ?? row):\(column)"
      case .path?, nil: place = file.flatMap { file in line.map { "\(file):\($0)" } }
      }
      Console.error((place.map { "\($0): " } ?? "") + error.problem)
      throw ConstraintOptions.refused
    }
  }
}
