import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText
import Foundation

/// Reads a whole text with running context and prints or writes what was asked for.
struct SurprisalReading {
  let model: any AutoregressiveModel
  /// The name of the model.
  let name: String
  let options: SurprisalOptions
  let format: ScoreFormatOptions

  /// Reads a text.
  func read(_ text: LocatedText) throws {
    Console.warn(text.warnings)
    try checkFiles()
    let unknown = text.documents.reduce(0) { sum, document in
      sum + document.tokens.count { $0 == Vocabulary.unknown }
    }
    UnknownTokens.warn(
      unknown, of: text.documents.reduce(0) { $0 + $1.tokens.count },
      "their surprisal is that of all unknown characters together")
    if let path = options.hiddenStates { try writeHiddenStates(text, path) }
    guard options.report || options.html != nil || options.surprisalBy != nil else { return }
    try show(text, model)
  }

  /// Checks the files to write before the work starts.
  private func checkFiles() throws {
    if let path = options.html {
      try PageFile.check(
        path, replaces: false, isPage: SurprisalReport.isPage,
        advice: "name another file with --html, or delete it first")
    }
    if options.hiddenStates != nil, !(model is LanguageModel) {
      throw Failure("\(name): hidden states are those of a neural network alone")
    }
  }

  private func show(_ text: LocatedText, _ model: some AutoregressiveModel) throws {
    let surprisals = try model.surprisals(of: text)
    let lineEnds = model.tokenizer.configuration.lineEnds
    if let unit = options.surprisalBy {
      let items = text.items(surprisals, by: unit, lineEnds: lineEnds)
      let table = SurprisalTable(text, items, offsets: options.offsets ?? .characters)
      if format.json {
        for object in table.objects { try Console.line(object.text) }
      } else {
        try Console.write((format.header ? SurprisalTable.header : "") + table.tsv)
      }
    }
    guard options.report || options.html != nil else { return }
    let report = SurprisalReport(
      model: name, text, model.tokenizer, text.items(surprisals, by: .character),
      try model.oddPlaces(of: text, surprisals, count: SurprisalReport.places))
    if let path = options.html {
      try AtomicFile.write([Array(report.html.utf8)], to: path)
      Console.note("wrote \(path)")
    }
    if options.report {
      try Console.write(
        report.terminalText(width: Console.columns(1), isColored: Console.isOutputColored))
    }
  }

  private func writeHiddenStates(_ text: LocatedText, _ path: String) throws {
    guard let model = model as? LanguageModel else { return }
    let shape = try model.writeHiddenStates(of: text, to: path)
    Console.note("wrote \(path): \(shape.rows.grouped) × \(shape.columns.grouped) numbers")
  }
}
