import CharIO
import CharLM

extension RecordedText {
  /// Reads a line that `charlm sample --json` printed.
  init(line: [UInt8], _ place: String) throws {
    let json: JSON
    do { json = try JSON(parsing: line) } catch { throw Failure("\(place): is not JSON: \(error)") }
    guard let object = json["receipt"] else {
      throw Failure("\(place): has no \"receipt\"; charlm sample --json writes one in each line")
    }
    let receipt: GenerationReceipt
    do { receipt = try GenerationReceipt(object) } catch { throw Failure("\(place): \(error)") }
    guard let text = RecordedText(json, receipt, place: place) else {
      throw Failure("\(place): \"text\", \"tokens\", \"index\" or \"log_probability\" is missing")
    }
    self = text
  }
}
