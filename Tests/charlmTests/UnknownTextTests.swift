import Foundation
import Testing

@Suite("charlm and text that the model has never seen")
struct UnknownTextTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model("--boundary", "line")
  }

  private static let snow = "the ☃ walks along"

  @Test(
    "Every command that reads text counts the tokens that are unknown to the model",
    arguments: [
      "score", "score --given ☃", "rank", "pairs", "rescore --format tsv", "calibrate", "correct",
      "correct --given ☃", "decode --map", "decode --given ☃ --map", "tokenize", "eval",
      "gradient-flow --window 8", "score --report", "score --surprisal-by line", "fill",
      "sample --length 3 --prompt",
    ])
  func unknown(command: String) throws {
    var words = command.split(separator: " ").map(String.init)
    let text =
      switch words[0] {
      case "pairs": #"{"sentence_good": "the ☃ walks", "sentence_bad": "the ☃ walk"}"#
      case "rescore": "a\t1\tthe ☃ walks\n"
      case _ where words.contains("--given"): "the rain falls"
      // A model of lines does not know line ends either.
      case "tokenize": Self.snow
      default: String(repeating: Self.snow + "\n", count: 30)
      }
    let file = try scratch.file(words[0] == "pairs" ? "text.json" : "text.txt", text)
    switch words[0] {
    case "decode": words += [try scratch.file("map.txt", "a a\nb b\n"), file]
    case "fill": words.append("the ☃ ___ along")
    case "sample": words.append(Self.snow)
    default: words.append(file)
    }
    words.insert(model, at: 1)
    let result = try Command(words)
    #expect(result.status == 0, "\(result.errors)")
    let warning = result.errors.contains("unknown to the model and read as <unk>")
    #expect(warning || result.errors.contains("has never seen ☃"), "\(result.errors)")
    // Without such characters there is no warning.
    guard !command.contains("☃") else { return }
    try Data(text.replacing("☃", with: "rain").utf8).write(to: URL(fileURLWithPath: file))
    let known = try Command(words.map { $0.replacing("☃", with: "rain") })
    #expect(known.status == 0 && !known.errors.contains("<unk>"), "\(known.errors)")
  }

  @Test(
    "A byte order mark at the start of a file is no part of it",
    arguments: [
      ("sample MODEL --seed 1 --grammar FILE", #"root ::= "rain" | "boats""#),
      ("accepts --grammar FILE CORPUS", #"root ::= "rain" | "boats""#),
      ("sample MODEL --seed 1 --json-schema FILE", #"{"enum": [1, 2]}"#),
      ("sample MODEL --seed 1 --ban-file FILE --length 20", "rain\n"),
      ("sample MODEL --seed 1 --prompt-file FILE --length 20", "the rain\n"),
      ("fill MODEL --file FILE", "the ___ walks\n"),
      ("fill MODEL --file FILE --lines", "the ___ walks\n"),
      ("forms check haiku FILE", "an old silent pond\na frog jumps into the pond\nsplash again\n"),
      ("score MODEL FILE", "the rain\n"), ("rank MODEL FILE", "the rain\nthe boats\n"),
      ("rescore MODEL FILE --format tsv", "a\t1\tthe rain\n"),
      ("tokenize MODEL FILE", "the rain\n"),
      ("eval MODEL FILE --per-document", "the rain falls\n"),
      ("correct MODEL FILE", "the rain\n"), ("decode MODEL --map FILE --text aa", "a a\n"),
      ("sweep FILE --out RUNS --print", "corpus: a.txt\nsteps: 3\ngrid:\n  hidden: [8, 9]\n"),
    ])
  func byteOrderMarks(command: String, text: String) throws {
    let file = try scratch.file("file.txt", text)
    let words = try command.split(separator: " ").map { word in
      switch word {
      case "MODEL": model
      case "FILE": file
      case "CORPUS": try scratch.corpus()
      case "RUNS": scratch.path("runs")
      default: String(word)
      }
    }
    let plain = try Command(words)
    try Data(("\u{FEFF}" + text).utf8).write(to: URL(fileURLWithPath: file))
    let marked = try Command(words)
    #expect(plain.status == marked.status, "\(marked.errors)")
    #expect(plain.output == marked.output, "\(marked.errors)")
    #expect(plain.errors == marked.errors)
    #expect(!plain.errors.hasPrefix("Error: ") && !plain.errors.contains("charlm: error: file"))
  }
}
