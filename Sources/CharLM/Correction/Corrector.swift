public import CharForms
internal import CharText
internal import Foundation

/// Corrects spelling: finds the most probable text within a few edits of a line.
///
///     let corrector = try Corrector(model)
///     print(try corrector.correct("It was teh best of times").text)
///
/// The score of a text is ln of its probability under the model plus the scores of the edits, as in a noisy channel
/// (Kernighan et al. 1990, https://aclanthology.org/C90-2036).
public struct Corrector<Model: AutoregressiveModel>: Sendable {
  private let model: Model
  private let edits: EditLattice
  private let options: CorrectionOptions

  /// Makes a corrector.
  ///
  /// - Parameters:
  ///   - model: a model of texts, which reads forward.
  ///   - confusions: texts that are written for others; each counts as one edit. A score of 0 stands for that of an edit.
  ///   - options: the options.
  /// - Throws: `SamplingError` if an option is out of range, or `ConstraintError` if the model reads backward.
  public init(
    _ model: Model, confusions: ReadingTable? = nil,
    _ options: CorrectionOptions = CorrectionOptions()
  ) throws {
    try options.validate()
    guard model.tokenizer.configuration.direction == .forward else {
      throw ConstraintError(
        "the model reads backward; lines are corrected by models that read forward")
    }
    (self.model, self.options) = (model, options)
    edits = EditLattice(
      model.tokenizer, confusions: confusions.map { ReadingTree($0, model.tokenizer) }, options)
  }

  /// Corrects a line.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - given: the text before it.
  /// - Returns: the correction.
  /// - Throws: `TokenizerError` if the model does not accept the text before, ``LatticeError`` if the line is too
  ///   long, or `PredictionError`.
  public func correct(_ line: String, after given: String = "") throws -> Correction {
    let written = EditLattice.Line(line, model.tokenizer)
    let found = try model.search(
      edits.lattice(of: written), after: given, beams: options.beams, count: options.count)
    // A model that folds case, for example, writes the line in another way.
    let same = model.tokenizer.normalized(line)
    var texts = found.map { (text: $0.text == same ? line : $0.text, score: $0.score) }
    let own = try texts.first { $0.text == line }?.score ?? score(of: line, after: given)
    if !texts.contains(where: { $0.text == line }) { texts.append((line, own)) }
    let best = texts.map(\.score).max() ?? own
    let total = texts.reduce(0) { $0 + exp($1.score - best) }
    let alternatives = texts.sorted { $0.score > $1.score }.map { text, score in
      Correction.Alternative(
        text: text, score: score, confidence: exp(score - best) / total,
        changes: text == line ? [] : TextChange.changes(from: same, to: text))
    }
    let unchanged = alternatives.first { $0.text == line }
    guard let first = alternatives.first, let unchanged else {
      preconditionFailure("a line is among its own corrections")
    }
    return Correction(
      line: line, score: own, alternatives: alternatives,
      choice: first.score > own + options.threshold ? first : unchanged,
      tokens: written.tokens.reduce(0) { $0 + $1.count },
      unknownTokens: written.tokens.reduce(0) { $0 + $1.count { $0 == Vocabulary.unknown } })
  }

  /// The score of a line as it stands.
  private func score(of line: String, after given: String) throws -> Double {
    var lattice = LatticeBuilder(count: 2, ends: [1])
    lattice.add(sequence: model.tokenizer.tokens(of: line), score: 0, from: 0, to: 1)
    return try model.search(try lattice.build(), after: given, beams: 1, count: 1)[0].score
  }
}
