internal import CharIO
internal import CharLM
internal import CharSettings

extension SamplingOptions {
  /// The names of llama.cpp for settings that have another one here.
  private static let otherNames = [
    "repeat_penalty": "repetition_penalty", "repeat_last_n": "repetition_window",
    "typ_p": "typical_p", "dynatemp_range": "temperature_range",
    "dynatemp_exponent": "temperature_exponent", "dry_penalty_last_n": "dry_window",
    "dry_sequence_breakers": "dry_sequence_breaker",
  ]

  /// The names of settings that are read in another way.
  private static let special: Set = ["seed", "logit_bias"]

  /// Changes the options that a request names: by the names of the flags of `charlm sample` with underscores.
  ///
  /// - Parameter fields: the members of the request.
  /// - Throws: ``APIError``.
  mutating func read(_ fields: RequestFields) throws(APIError) {
    for setting in Self.table.settings {
      guard let flag = setting.flag else { continue }
      let name = flag.replacing("-", with: "_")
      let other = Self.otherNames.first { $0.value == name }?.key
      guard !Self.special.contains(name),
        let used = [name, other].compactMap(\.self).first(where: { fields[$0] != nil }),
        let value = fields[used]
      else { continue }
      guard let texts = Self.texts(value, isText: setting.isText || setting.isList) else {
        throw fields.wrong(used, setting.isList ? "strings" : "a number")
      }
      do { try setting.set(texts, in: &self) } catch { throw .invalid("\(error)", used) }
    }
    try readLimits(fields)
    try readMirostat(fields)
    do { try validate() } catch { throw APIError(error) }
  }

  /// Reads values that other servers allow and that stand for something else here.
  private mutating func readLimits(_ fields: RequestFields) throws(APIError) {
    _ = try fields.number("temperature", in: 0...2)
    _ = try fields.number("presence_penalty", in: -2...2)
    _ = try fields.number("frequency_penalty", in: -2...2)
    if let share = try fields.number("top_p", in: 0...1), share == 0 { (topP, topK) = (nil, 1) }
    // 0 and −1 turn it off.
    if let count = try fields.integer("top_k", in: -1...Int(Int32.max)), count < 1 { topK = nil }
    if let share = try fields.number("typical_p", in: 0...1), share == 0 { typicalP = nil }
    if let seed = try fields.integer("seed", in: Int.min...Int.max) {
      self.seed = UInt64(bitPattern: Int64(seed))
    }
  }

  /// Reads the switch of llama.cpp, whose other members have values even where it is off.
  private mutating func readMirostat(_ fields: RequestFields) throws(APIError) {
    switch try fields.integer("mirostat", in: 0...2) {
    case 0?: mirostat.target = nil
    case 1?: throw .invalid("mirostat is 1, which is not supported; give 2", "mirostat")
    case 2?: mirostat.target = mirostat.target ?? Self.usualSurprisal
    default: break
    }
  }

  /// Returns a member that changes how tokens are drawn, besides the temperature and the seed.
  ///
  /// - Parameter draws: whether tokens are drawn; truncations change nothing where the most probable text is
  ///   searched for.
  /// - Returns: its name; nil if there is none.
  func memberBesidesTemperature(draws: Bool) -> String? {
    var rest = self
    (rest.temperature, rest.seed) = (Self().temperature, Self().seed)
    for (path, neutral) in Self.truncations where !draws || self[keyPath: path] == neutral {
      rest[keyPath: path] = nil
    }
    if !draws { (rest.topK, rest.order) = (nil, .standard) }
    let changed = Self.table.settings.first { !$0.isUsual(in: rest) }
    return changed?.flag?.replacing("-", with: "_")
  }

  /// The target of llama.cpp, in bits.
  private static let usualSurprisal = 5.0

  /// A value as people write it; nil if it is none.
  private static func texts(_ value: JSON, isText: Bool) -> [String]? {
    switch value {
    case .number(let digits) where !isText: [String(decoding: digits, as: UTF8.self)]
    case .string(let text): [String(decoding: text, as: UTF8.self)]
    case .array(let values):
      values.allSatisfy { $0.stringValue != nil } ? values.compactMap(\.stringValue) : nil
    default: nil
    }
  }
}
