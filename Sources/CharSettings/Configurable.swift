/// A configuration that a table describes: files, checks and names of its settings follow from it.
public protocol Configurable: Codable, Equatable, Sendable {
  /// All its settings.
  static var table: SettingTable<Self> { get }

  /// The defaults.
  init()
}

extension Configurable {
  /// Reads a configuration, of this or another version: a key that is missing keeps its default, and
  /// one that is not known is passed over.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws { try self.init(stored: decoder) }

  /// Reads a configuration as `init(from:)` does.
  package init(stored decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: SettingKey.self)
    for coding in Self.table.codings { try coding.decode(&self, container) }
  }

  /// Writes the settings that are kept.
  ///
  /// - Parameter encoder: where to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SettingKey.self)
    for coding in Self.table.codings { try coding.encode(self, &container) }
  }

  /// Sets settings, in the order of the table, so that what makes a group comes before its settings.
  ///
  /// - Parameter values: values as people write them, with the names of their settings.
  /// - Throws: `SettingError.wrongValue`, or `SettingError.conflict` if the group of a setting is
  ///   missing.
  package mutating func set(_ values: [(name: String, texts: [String])]) throws {
    for setting in Self.table.settings {
      for value in values where value.name == setting.name {
        try setting.set(value.texts, in: &self)
        guard let maker = setting.maker, let text = value.texts.first, setting.unset != text,
          text != "none", setting.texts(in: self).isEmpty
        else { continue }
        throw SettingError.conflict("`\(setting.name)` needs `\(maker)`")
      }
    }
  }

  /// Checks that all numbers are in their ranges.
  package func validateRanges() throws {
    for setting in Self.table.settings { try setting.validate(self) }
  }

  /// The values as people write them, by the names of the flags; a switch is there if it is not as
  /// usual.
  package var flagValues: [String: String] {
    var flags: [String: String] = [:]
    for setting in Self.table.settings {
      guard let flag = setting.flag, let text = setting.text(in: self) else { continue }
      if setting.isSwitch {
        // A switch that is usually on is told by what turns it off.
        guard text != setting.usualText else { continue }
        flags[text == "true" ? flag : "no-\(flag)"] = "true"
      } else if !setting.traits.contains(.toldIfChanged) || text != setting.usualText {
        flags[flag] = text
      }
    }
    return flags
  }
}
