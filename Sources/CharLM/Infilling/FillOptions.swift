public import CharForms

/// Options of filling the gaps of a text.
public struct FillOptions: Sendable, Equatable {
  /// The number of fillings that are returned, at most.
  public var count = 3
  /// The number of hypotheses that are continued side by side.
  public var beams = 64
  /// The number of tokens on the far side of the gaps that a model predicts from them: those after the last gap
  /// in reading forward, those before the first gap in reading backward. Text between gaps always counts.
  public var context = 32
  /// The temperature at which gaps without one of their own are drawn; 0 = the most probable text. nil = 1 in a
  /// template that has gaps with a temperature, else 0.
  public var temperature: Double?
  /// The seed of what is drawn.
  public var seed: UInt64 = 0
  /// The condition under which the models read; nil = none.
  public var condition: String?

  /// The largest number of hypotheses.
  private static let mostBeams = 1 << 12

  /// Creates options for the three most probable fillings.
  public init() {}

  /// Returns whether the text of a template is drawn, and not the most probable.
  ///
  /// - Parameter template: the template.
  /// - Returns: true if it is drawn.
  public func draws(_ template: Template) -> Bool {
    temperature ?? 0 > 0 || template.gaps.contains { $0.temperature != nil }
  }

  /// The temperature of each gap of a template: 0 for all of them if its text is not drawn.
  func temperatures(of template: Template) -> [Double] {
    guard draws(template) else { return template.gaps.map { _ in 0 } }
    let usual = temperature.flatMap { $0 > 0 ? $0 : nil } ?? 1
    return template.gaps.map { $0.temperature ?? usual }
  }

  /// Checks that all options are in range.
  ///
  /// - Throws: `SamplingError` with the first that is not.
  public func validate() throws(SamplingError) {
    func check(
      _ isValid: Bool, _ name: String, _ value: some Any, _ allowed: String
    ) throws(SamplingError) {
      if !isValid { throw SamplingError(name: name, value: "\(value)", allowed: allowed) }
    }
    try check((1...Self.mostBeams).contains(beams), "beams", beams, "1 to \(Self.mostBeams)")
    try check((1...beams).contains(count), "count", count, "1 to the number of beams, \(beams)")
    try check(context >= 0, "context", context, "0 or more")
    if let temperature {
      try check(
        temperature >= 0 && temperature.isFinite, "temperature", temperature, "0 or more")
    }
  }
}
