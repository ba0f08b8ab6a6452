import CharIO
import CharLM

/// A text that `charlm sample --json` printed, with its receipt.
struct RecordedText {
  /// The place of the line, for messages.
  let place: String
  let text: String
  let tokens: Int
  let index: Int
  let logProbability: Double
  let receipt: GenerationReceipt

  /// Reads a line.
  init(_ line: [UInt8], _ place: String) throws {
    self.place = place
    let json: JSON
    do { json = try JSON(parsing: line) } catch { throw Failure("\(place): is not JSON: \(error)") }
    guard let receipt = json["receipt"] else {
      throw Failure("\(place): has no \"receipt\"; charlm sample --json writes one in each line")
    }
    do { self.receipt = try GenerationReceipt(receipt) } catch {
      throw Failure("\(place): \(error)")
    }
    guard let text = json["text"]?.stringValue, let tokens = json["tokens"]?.integerValue,
      let index = json["index"]?.integerValue, let logProbability = json["log_probability"],
      case .number(let digits) = logProbability,
      let value = Double(String(decoding: digits, as: UTF8.self))
    else {
      throw Failure("\(place): \"text\", \"tokens\", \"index\" or \"log_probability\" is missing")
    }
    (self.text, self.tokens, self.index, self.logProbability) = (text, tokens, index, value)
  }

  /// The way in which a generated text differs from the recorded one.
  enum Difference: CustomStringConvertible {
    case missing
    case text(TextDifference)
    /// The same text with other numbers.
    case numbers(String)

    var isOfNumbers: Bool {
      if case .numbers = self { true } else { false }
    }

    var description: String {
      switch self {
      case .missing: "differs: no such text is generated"
      case .text(let difference):
        "differs at line \(difference.line), column \(difference.column): recorded "
          + "\(Self.shown(difference.expected)), generated \(Self.shown(difference.found))"
      case .numbers(let reason): reason
      }
    }

    var json: JSON {
      switch self {
      case .missing, .numbers: .object([("reason", .string(description))])
      case .text(let difference):
        .object([
          ("line", .integer(difference.line)), ("column", .integer(difference.column)),
          ("recorded", .string(difference.expected)), ("generated", .string(difference.found)),
        ])
      }
    }

    private static func shown(_ text: String) -> String {
      text.isEmpty ? "the end" : text.debugDescription
    }
  }

  /// Returns the difference from a text that was generated again; nil if there is none.
  func difference(from found: GeneratedText) -> Difference? {
    if let difference = TextDifference(text, found.text) { return .text(difference) }
    if tokens != found.count { return .numbers("it has \(found.count) tokens, recorded \(tokens)") }
    guard logProbability == found.logProbability else {
      return .numbers(
        "its log-probability is \(found.logProbability), recorded \(logProbability)")
    }
    return nil
  }
}
