internal import CharIO

/// Members of other servers' requests that would change the text, and that this server does not have. Other
/// members that it does not know are ignored, as other servers do.
enum OtherServers {
  private static let constraint = "give regex, grammar or json_schema"
  private static let members: [(name: String, remedy: String)] = [
    ("response_format", constraint), ("structured_outputs", constraint),
    ("guided_json", constraint), ("guided_regex", constraint), ("guided_choice", constraint),
    ("guided_grammar", constraint), ("min_tokens", "give a regex with a least length"),
    ("stop_token_ids", "give stop"), ("use_beam_search", "give best_of"),
    ("prompt_logprobs", "give echo and logprobs"),
  ]

  /// Refuses members that would change the text, unless their value changes nothing.
  ///
  /// - Throws: ``APIError``.
  static func refuse(_ fields: RequestFields) throws(APIError) {
    for (name, remedy) in members where fields[name].map(changesNothing) == false {
      throw .invalid("\(name) is not supported; \(remedy)", name)
    }
  }

  private static func changesNothing(_ value: JSON) -> Bool {
    switch value {
    case .bool(let isOn): !isOn
    case .array(let values): values.isEmpty
    case .number: value.doubleValue == 0
    case .object: value["type"]?.stringValue == "text"
    default: false
    }
  }
}
