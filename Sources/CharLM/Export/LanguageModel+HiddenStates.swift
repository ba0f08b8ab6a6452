internal import CharNetwork
public import CharText

extension LanguageModel {
  /// The number of tokens that are read at a time.
  private static let readingSize = 4096

  /// Writes the hidden states of the network on a text as a matrix in NumPy's format.
  ///
  /// There is a row for each token in the order of reading: the document boundary and the condition before each
  /// document, and the tokens of the document. A row is the output of the layers after the token was read, from
  /// which the next token is predicted.
  ///
  /// - Parameters:
  ///   - text: a text that was encoded by the model's tokenizer.
  ///   - path: the file, which appears when it is complete.
  /// - Returns: the number of rows and of columns.
  /// - Throws: `PredictionError.notFinite`, or `FileError`.
  @discardableResult
  public func writeHiddenStates(
    of text: LocatedText, to path: String
  ) throws -> (rows: Int, columns: Int) {
    let direction = tokenizer.configuration.direction
    let rows = text.documents.reduce(0) { $0 + $1.reading(direction).count }
    var (file, columns): (NPYWriter?, Int) = (nil, 0)
    for document in text.documents {
      var state = initialState()
      var rest = document.reading(direction)[...]
      while !rest.isEmpty {
        let part = rest.prefix(Self.readingSize)
        let states = engine.hiddenStates(part, from: &state)
        columns = states.shape[1]
        try states.values.checkFinite()
        if file == nil { file = try NPYWriter(path, shape: (rows, columns)) }
        try file?.append(states.values)
        rest = rest.dropFirst(part.count)
      }
    }
    try file?.finish()
    return (rows, columns)
  }
}
