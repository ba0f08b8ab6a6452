import ArgumentParser
import CharLM
import CharText

/// Lines on which a command works one by one: the lines of a file, or a text.
struct LineArguments: ParsableArguments {
  @Argument(help: "File with one input on each line, or - for standard input. (default: -)")
  var file: String?

  @Option(help: "One input, instead of a file.")
  var text: String?

  @Option(help: "Text before each input, which stays as it is. (default: none)")
  var given = ""

  @OptionGroup var lineInput: LineInputOptions

  func validate() throws {
    if file != nil && text != nil { throw ValidationError("Give a file or --text, not both.") }
  }

  /// Returns the place of a line, or of a column in it.
  func place(_ line: Int, column: Int? = nil) -> String {
    if text != nil { return column.map { "column \($0)" } ?? "--text" }
    return "\(FileSource.title(of: file ?? "-")):\(line)" + (column.map { ":\($0)" } ?? "")
  }

  /// Performs work on each line, with its number from 1.
  func forEach(_ body: (String, Int) throws -> Void) throws {
    func work(_ line: String, _ number: Int) throws {
      do { try body(line, number) } catch let error as LatticeError {
        throw Failure("\(place(number)): \(error)")
      }
    }
    if let text { return try work(text, 1) }
    var input = try lineInput.open(file)
    var number = 0
    while let lines = try input.next() {
      for line in lines {
        number += 1
        try work(line, number)
      }
    }
    input.warn()
  }
}
