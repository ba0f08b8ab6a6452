/// One setting of a configuration: its names, the values that it can have, what it means and who may
/// change it.
///
/// Files, checks, flags, help and documents follow from it.
public struct Setting<Root: Configurable>: Sendable {
  /// Its name in JSON and YAML, with the names of the groups that it is in: `network.hidden_size`.
  public let name: String
  /// The flag of `charlm train` without the dashes; nil if there is none.
  public let flag: String?
  /// The meaning, in a sentence or two.
  public let help: String
  /// More on it in Markdown, for documents.
  public let note: String
  /// The part of a configuration it belongs to.
  public let scope: SettingScope
  /// Storage, and who may change it.
  public let traits: SettingTraits
  /// The numbers that it can have; nil if it is none, or all are allowed.
  public let range: SettingRange?
  /// The unit, or another description of the values.
  public let unit: String?
  /// The word for nothing, `none` or `auto`; nil if it always has a value.
  public let unset: String?
  /// The values there are; empty unless it is a choice.
  public let choices: [String]
  /// The description of a default that is not a value.
  public let usual: String?
  /// True if it is on or off.
  public let isSwitch: Bool
  /// True if it is any text.
  public let isText: Bool
  /// True if it can have several values.
  public let isList: Bool
  /// The name of the setting without which its group is missing; nil if it needs none.
  let maker: String?

  let access: Access
  /// Nil of a setting that is seen from outside its group, which is kept as a whole.
  let coding: SettingCoding<Root>?

  struct Access: Sendable {
    /// The value that is in force.
    var told: @Sendable (Root) -> String?
    /// The value that is set.
    var texts: @Sendable (Root) -> [String]
    /// The default that is in force.
    var usual: @Sendable () -> String?
    var number: @Sendable (Root) -> Double?
    var isUsual: @Sendable (Root) -> Bool
    /// Returns whether the texts are a value.
    var set: @Sendable ([String], inout Root) -> Bool
    var kind: String
  }
}

/// The parts of a configuration.
public enum SettingScope: String, CaseIterable, Sendable {
  /// Reading and selection of text.
  case text
  /// The network and its regularization.
  case network
  /// Batches, limits, and what is kept.
  case run
  /// Updates from gradients.
  case optimizer
  /// Generation of text.
  case sampling
}

/// Storage of a setting, and who may change it.
public struct SettingTraits: OptionSet, Sendable {
  /// The bits.
  public let rawValue: Int

  /// Traits.
  ///
  /// - Parameter rawValue: the bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// A model decides it: a run that goes on from the model takes it from there.
  public static let ofModel = SettingTraits(rawValue: 1)
  /// A run that goes on may have another value.
  public static let changesOnResume = SettingTraits(rawValue: 2)
  /// A file without it is damaged.
  public static let required = SettingTraits(rawValue: 4)
  /// Stored only where it differs from the default.
  public static let storedIfChanged = SettingTraits(rawValue: 8)
  /// Told only where it differs from the default.
  public static let toldIfChanged = SettingTraits(rawValue: 16)
  /// Affects which parts of a text are held out.
  public static let choosesHeldOut = SettingTraits(rawValue: 32)
  /// On resuming, `auto` keeps the value of the first start.
  public static let autoOfStart = SettingTraits(rawValue: 64)
  /// Stored and told only where it differs from the default.
  public static let rare: SettingTraits = [.storedIfChanged, .toldIfChanged]
}

extension Setting {
  /// A setting: `told` is the value that is in force where that is another one, `usual` what is said of
  /// its default where that is no value.
  package init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable,
    told: (@Sendable (Root) -> String?)? = nil, flag: String? = nil, in range: SettingRange? = nil,
    unit: String? = nil, unset: String? = nil, usual: String? = nil, scope: SettingScope = .run,
    _ traits: SettingTraits = [], help: String, note: String = ""
  ) {
    self.name = name
    (self.flag, self.range, self.unit, self.unset) = (flag, range, unit, unset)
    (self.usual, self.scope, self.traits) = (usual, scope, traits)
    (self.help, self.note, choices) = (help, note, Value.choices)
    isSwitch = Value.self == Bool.self
    isText = Value.self == String.self || Value.self == String?.self
    (isList, maker) = (Value.isList, nil)
    let told = told ?? { $0[keyPath: path].text }
    access = Access(
      told: told, texts: { $0[keyPath: path].texts }, usual: { told(Root()) },
      number: { $0[keyPath: path].number },
      isUsual: { $0[keyPath: path] == Root()[keyPath: path] },
      set: { texts, root in
        guard let value = Value(texts: texts) else { return false }
        root[keyPath: path] = value
        return true
      },
      kind: Value.kind)
    coding = SettingCoding(
      decode: { root, container in
        let key = SettingKey(stringValue: name)
        if container.contains(key) {
          root[keyPath: path] = try container.read(Value.self, key)
        } else if traits.contains(.required) {
          throw DecodingError.keyNotFound(
            key, DecodingError.Context(codingPath: container.codingPath, debugDescription: ""))
        } else if let nothing = Value.nothing {
          // Nothing is not stored, whatever the default is now.
          root[keyPath: path] = nothing
        }
      },
      encode: { root, container in
        let value = root[keyPath: path]
        let key = SettingKey(stringValue: name)
        if value == Value.nothing { return }
        if traits.contains(.storedIfChanged), value == Root()[keyPath: path] { return }
        // In order, so that equal values give equal bytes.
        try Value.isList
          ? container.encode(value.texts, forKey: key) : container.encode(value, forKey: key)
      })
  }

  /// The value that is in force, as people write it; nil where there is none.
  ///
  /// - Parameter root: the configuration.
  /// - Returns: the text.
  public func text(in root: Root) -> String? { access.told(root) }

  /// The value that is set, as people write it: a text for each element of a list, none for nothing.
  package func texts(in root: Root) -> [String] { access.texts(root) }

  /// True if the value is `auto`.
  package func isAuto(in root: Root) -> Bool {
    let texts = texts(in: root)
    return texts.isEmpty ? unset == "auto" : texts == ["auto"]
  }

  /// True if the value is the default.
  package func isUsual(in root: Root) -> Bool { access.isUsual(root) }

  /// The default, as people write it.
  package var usualText: String { access.usual() ?? unset ?? "none" }

  /// The default in words.
  package var usualWords: String {
    let text = usual ?? usualText
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Sets it to what people write.
  ///
  /// - Parameters:
  ///   - texts: one text, several of a setting that is a list, or none for nothing.
  ///   - root: the configuration.
  /// - Throws: `SettingError.wrongValue`.
  public func set(_ texts: [String], in root: inout Root) throws {
    guard access.set(texts, &root) else {
      throw SettingError.wrongValue(
        name, value: texts.joined(separator: ", "), expected: access.kind)
    }
  }

  /// Checks that a number is in its range.
  func validate(_ root: Root) throws {
    guard let range, let number = access.number(root), !range.contains(number) else { return }
    throw SettingError.outOfRange(
      name, value: texts(in: root).joined(separator: ","), allowed: range.words)
  }
}
