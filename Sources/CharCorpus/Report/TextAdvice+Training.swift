package import CharText

extension TextAdvice {
  /// Bytes of the largest corpus that is read once more for advice.
  private static let largest = 64 << 20

  /// Reads a text that a model is going to be trained on, to advise its document boundary and minimum count.
  ///
  /// There is no advice on standard input and large texts, on other units than scalars, where documents or conditions
  /// are marked, and on a text that cannot be read, which reading it for training tells.
  ///
  /// - Parameters:
  ///   - paths: the files and directories.
  ///   - selection: the selection of files.
  ///   - text: the text settings so far.
  package init?(
    beforeTrainingOn paths: [String], _ selection: CorpusSelection, _ text: TextConfiguration
  ) {
    guard !paths.contains("-"), text.unit == .scalar, text.delimiter == nil, text.condition == nil,
      let (files, _) = try? CorpusFiles.find(paths, selection),
      files.reduce(0, { $0 + $1.size }) <= Self.largest
    else { return nil }
    let reporter = CorpusReporter(
      paths: paths, selection: selection, boundary: text.boundary, validationFraction: 0,
      sampleLimit: 1 << 10)
    guard let report = try? reporter.report() else { return nil }
    self.init(report)
  }
}
