/// The settings of a configuration, in order.
public struct SettingTable<Root: Configurable>: Sendable {
  /// All of them, also those of the groups, by their full names.
  public let settings: [Setting<Root>]
  let codings: [SettingCoding<Root>]
  /// Indices of the settings by name, and by flag.
  private let indices: [String: Int]

  package init(@SettingBuilder<Root> _ parts: () -> [SettingBuilder<Root>.Part]) {
    let parts = parts()
    settings = parts.flatMap(\.settings)
    codings = parts.map(\.coding)
    // A name comes before a flag, and the first of several before the others.
    let flags = settings.enumerated().compactMap { index, setting in
      setting.flag.map { ($0, index) }
    }
    let names = settings.enumerated().map { ($1.name, $0) }
    indices = Dictionary(names + flags) { first, _ in first }
  }

  /// The setting of a name.
  ///
  /// - Parameter name: its name with those of its groups, or that of its flag.
  /// - Returns: it; nil if there is none.
  public subscript(name: String) -> Setting<Root>? {
    indices[name].map { settings[$0] }
  }

  /// A text with flags in place of the names of settings that stand in backquotes.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - mark: what stands around a flag.
  ///   - others: whether names of no setting are taken for flags too.
  /// - Returns: the text for a command line.
  package func withFlags(_ text: String, mark: String = "", others: Bool = true) -> String {
    guard text.contains("`") else { return text }
    return text.replacing(/`([a-z0-9_.]+)`/) { match in
      let name = String(match.1)
      let setting = self[name] ?? settings.first { $0.name.hasSuffix(".\(name)") }
      // A setting without a flag keeps its name.
      if let setting, setting.flag == nil { return setting.name }
      guard let flag = setting?.flag ?? (others ? name.replacing("_", with: "-") : nil) else {
        return String(match.0)
      }
      return "\(mark)--\(flag)\(mark)"
    }
  }
}

/// Settings and groups, one after another.
@resultBuilder
package enum SettingBuilder<Root: Configurable> {
  package struct Part {
    let settings: [Setting<Root>]
    let coding: SettingCoding<Root>
  }

  package static func buildExpression(_ setting: Setting<Root>) -> Part {
    guard let coding = setting.coding else { preconditionFailure("\(setting.name) is in a group") }
    return Part(settings: [setting], coding: coding)
  }

  package static func buildExpression(_ group: SettingGroup<Root>) -> Part { group.part }

  package static func buildBlock(_ parts: Part...) -> [Part] { parts }
}
