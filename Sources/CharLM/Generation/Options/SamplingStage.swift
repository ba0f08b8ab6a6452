internal import CharSettings

/// A step of changing logits before a token is drawn, by its name in llama.cpp.
public enum SamplingStage: String, CaseIterable, Codable, Sendable {
  /// Repetition, frequency and presence penalties.
  case penalties
  /// Penalty of longer repetitions.
  case dry
  /// Truncation by standard deviations of the logits.
  case topNSigma = "top_n_sigma"
  /// Truncation to the likeliest tokens.
  case topK = "top_k"
  /// Truncation to tokens of typical surprisal.
  case typicalP = "typ_p"
  /// Truncation to the likeliest tokens that make up a share.
  case topP = "top_p"
  /// Truncation by a fraction of the largest probability.
  case minP = "min_p"
  /// Exclusion of top choices.
  case xtc
  /// Division by the temperature.
  case temperature
}

/// The order in which the stages are applied. A stage that is left out is not applied.
public struct SamplingOrder: Sendable, Hashable, RawRepresentable, Codable {
  /// The stages, each at most once.
  public let stages: [SamplingStage]

  /// The order of llama.cpp: all stages as they are declared.
  public static let standard = SamplingOrder(unchecked: SamplingStage.allCases)

  private init(unchecked stages: [SamplingStage]) { self.stages = stages }

  /// Makes an order.
  ///
  /// - Parameter stages: the stages, each at most once.
  public init(_ stages: [SamplingStage]) {
    precondition(Set(stages).count == stages.count, "stages are repeated in \(stages)")
    self.init(unchecked: stages)
  }

  /// Reads an order as people write it, such as `penalties;top_k;temperature`.
  ///
  /// - Parameter text: names of stages with semicolons between them.
  /// - Throws: `SettingError` if a name is unknown or repeated.
  public init(parsing text: String) throws {
    var stages: [SamplingStage] = []
    for name in text.split(separator: ";").map(String.init) {
      guard let stage = SamplingStage(rawValue: name) else {
        throw SettingError.wrongValue("samplers", value: name, expected: SamplingStage.kind)
      }
      guard !stages.contains(stage) else {
        throw SettingError.conflict("samplers: \(name) is named twice")
      }
      stages.append(stage)
    }
    self.init(unchecked: stages)
  }

  /// Reads an order as people write it; nil if a name is unknown or repeated.
  ///
  /// - Parameter rawValue: names of stages with semicolons between them.
  public init?(rawValue: String) {
    guard let order = try? SamplingOrder(parsing: rawValue) else { return nil }
    self = order
  }

  /// The order as people write it.
  public var rawValue: String { stages.map(\.rawValue).joined(separator: ";") }
}

extension SamplingStage: SettingValue {}

extension SamplingOrder: SettingValue {
  package static var kind: String {
    "a list of \(SamplingStage.choices.joined(separator: ", ")) with ; between them, each once"
  }
  package var texts: [String] { [rawValue] }

  package init?(texts: [String]) { self.init(rawValue: texts.joined(separator: ";")) }
}
