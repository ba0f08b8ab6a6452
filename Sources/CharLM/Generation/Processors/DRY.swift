public import CharText
internal import Foundation

/// Makes tokens less likely that would lengthen a repetition: "don't repeat yourself"
/// (https://github.com/oobabooga/text-generation-webui/pull/5677).
///
/// If the last n tokens stand earlier in the text, and a token follows them there, its logit is reduced
/// by multiplier · base^(n − allowed length) from the allowed length on, for the longest such n. A
/// repetition neither contains a sequence breaker nor is lengthened by one.
public struct DRY: LogitsProcessor {
  private let options: DRYOptions
  private let breakers: Set<Token>
  /// The last tokens, up to twice the window.
  private var recent: [Token] = []
  /// At i, how many tokens before i are those at the end.
  private var lengths: [Int] = []
  /// For each token, the longest repetition that it would lengthen; 0 between calls.
  private var longest: [Int] = []
  private var touched: [Int] = []

  /// Makes a processor.
  ///
  /// - Parameters:
  ///   - options: the numbers; its characters are not used.
  ///   - breakers: the sequence breakers.
  public init(_ options: DRYOptions, breakers: Set<Token> = []) {
    (self.options, self.breakers) = (options, breakers)
  }

  /// 0: it remembers what it needs of the tokens that it accepts.
  public var lookback: Int { 0 }

  /// Reduces the logits of tokens that would lengthen a repetition.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    if longest.count != logits.count { longest = Array(repeating: 0, count: logits.count) }
    let start = max(0, recent.count - options.window)
    for place in start..<recent.count {
      let length = min(lengths[place], place - start)
      guard length >= options.allowedLength, !breakers.contains(recent[place]) else { continue }
      let token = Int(recent[place])
      if longest[token] == 0 { touched.append(token) }
      longest[token] = max(longest[token], length)
    }
    for token in touched {
      let excess = Double(longest[token] - options.allowedLength)
      longest[token] = 0
      let penalty = options.multiplier * pow(options.base, excess)
      if logits[token] > -.infinity {
        logits[token] = (Double(logits[token]) - penalty).boundedFloat
      }
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// Takes note of a token.
  ///
  /// - Parameter token: the token.
  public mutating func accept(_ token: Token) {
    let isBreaker = breakers.contains(token)
    recent.append(token)
    lengths.append(0)
    for place in stride(from: recent.count - 1, to: 0, by: -1) {
      lengths[place] = recent[place - 1] == token && !isBreaker ? lengths[place - 1] + 1 : 0
    }
    lengths[0] = 0
    if recent.count / 2 > options.window {
      recent.removeFirst(recent.count - options.window)
      lengths.removeFirst(lengths.count - options.window)
    }
  }
}

/// Options of ``DRY``.
public struct DRYOptions: Sendable, Equatable {
  /// The penalty of a repetition of the allowed length; 0 = no penalty.
  public var multiplier = 0.0
  /// The factor of the penalty for each further token.
  public var base = 1.75
  /// The number of repeated tokens from which on there is a penalty.
  public var allowedLength = 12
  /// The number of tokens that are searched for repetitions.
  public var window = 1024
  /// Characters that end a repetition. Those that a model does not know are ignored.
  public var breakers = ["\n", ":", "\"", "*"]

  /// Makes options without a penalty.
  public init() {}
}
