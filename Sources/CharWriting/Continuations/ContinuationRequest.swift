package import CharForms
package import CharLM

/// A request for continuations of a text.
package struct ContinuationRequest: Sendable {
  /// The text before the cursor, as much of it as the model should read.
  package var prompt: String
  /// Options of each continuation; the seed makes them others.
  package var options: GenerationOptions
  /// How much is written.
  package var grain: WritingGrain
  /// The constraint on the continuation.
  package var constraint: (any Constraint)?
  /// True if the constraint is on a whole text, of which the continuation may be a part.
  package var isWhole = false
  /// The number of continuations.
  package var count = 3
  /// Continuations that are not wanted again.
  package var known: Set<String> = []

  /// Makes a request for three continuations.
  ///
  /// - Parameters:
  ///   - prompt: the text before the cursor.
  ///   - options: options of each continuation.
  ///   - grain: how much is written.
  ///   - constraint: the constraint on the continuation.
  package init(
    _ prompt: String, _ options: GenerationOptions, grain: WritingGrain,
    constraint: (any Constraint)? = nil
  ) {
    (self.prompt, self.options, self.grain) = (prompt, options, grain)
    self.constraint = constraint
  }

  /// The number of texts that are drawn to choose from.
  var draws: Int {
    switch grain {
    case .character: 48
    case .word: 16
    case .line, .text: 4 * count
    }
  }

  /// The largest number of tokens that are drawn.
  var length: Int {
    // A constraint has to be met within it.
    if isWhole { return options.length }
    if constraint != nil { return min(options.length, 240) }
    return switch grain {
    // A character has up to four tokens, which are its bytes, and marks may follow.
    case .character: min(options.length, 16)
    case .word: min(options.length, 48)
    case .line: min(options.length, 240)
    case .text: options.length
    }
  }
}
