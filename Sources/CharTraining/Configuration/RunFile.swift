internal import CharIO
internal import CharNetwork
internal import CharNumerics
internal import CharSettings
internal import Foundation
internal import Yams

/// A training run in YAML (or JSON, a subset): settings by name, in groups, dotted or by flag, and
/// the run's input and output paths.
public struct RunFile: Sendable, Equatable {
  /// One entry of the file.
  public struct Entry: Sendable, Equatable {
    /// The name, dotted for settings in groups.
    public var name: String
    /// The values as text; empty for null.
    public var texts: [String]
    /// The place in the file.
    var place = YAMLFile.Place()

    /// Returns the place as `path:line:column`.
    package func place(in path: String) -> String { "\(path):\(place)" }
  }

  /// The entries, sorted by name.
  public let entries: [Entry]

  /// Names that are not settings: input and output paths, and options of the command.
  public static let otherNames: Set = [
    "corpus", "valid", "out", "from", "preset", "include", "exclude", "field", "encoding",
    "invalid", "cache", "tensorboard", "threads", "resume", "find-rate", "json",
  ]

  /// Reads a run file.
  ///
  /// - Parameter path: the path of the file.
  /// - Throws: `FileError`.
  public init(contentsOf path: String) throws {
    guard let text = String(validating: try AtomicFile.read(path), as: UTF8.self) else {
      throw FileError(path: path, problem: "is not valid UTF-8")
    }
    try self.init(yaml: text, path: path)
  }

  /// Parses the text of a run file.
  ///
  /// - Parameters:
  ///   - yaml: the text.
  ///   - path: the path of the file, for error messages.
  /// - Throws: `FileError`.
  public init(yaml: String, path: String) throws {
    let file = try YAMLFile(
      yaml, path: path, empty: "holds no settings; write lines such as batch: 32")
    try self.init(file, file.members)
  }

  /// Reads settings from members of a file.
  init(_ file: YAMLFile, _ members: [YAMLFile.Member]) throws {
    var entries: [Entry] = []
    func add(_ members: [YAMLFile.Member], _ group: String) throws {
      for member in members {
        let name = group + member.name
        if let inner = member.members {
          try add(inner, "\(name).")
        } else if let texts = member.value.texts {
          entries.append(Entry(name: name, texts: texts, place: member.place))
        } else {
          throw FileError(
            "\(name) is neither text, number, truth value nor a list of them", in: file.path,
            at: member.place)
        }
      }
    }
    try add(members, "")
    self.init(entries)
    try checkRepetitions(file.path)
  }

  /// Creates a run file of entries.
  init(_ entries: [Entry]) { self.entries = entries.sorted { $0.name < $1.name } }

  /// Throws if two entries are the same setting.
  private func checkRepetitions(_ path: String) throws {
    var entries: [String: Entry] = [:]
    for entry in self.entries {
      guard let other = entries.updateValue(entry, forKey: entry.setting) else { continue }
      throw FileError(
        other.name == entry.name
          ? "\(other.name) stands there twice"
          : "\(other.name) and \(entry.name) are the same setting; leave out one of them",
        in: path, at: max(other.place, entry.place))
    }
  }
}

extension RunFile.Entry {
  /// The name of the setting that the entry sets, by its name, its flag or its negated flag.
  var setting: String {
    if let setting = TrainingConfiguration.table[name] { return setting.name }
    if let setting = LabelConfiguration.table[name] { return setting.name }
    guard name.hasPrefix("no-") else { return name }
    return TrainingConfiguration.table[String(name.dropFirst(3))]?.name ?? name
  }
}

extension TrainingConfiguration {
  /// Reads the settings of a run file, on top of its preset or the defaults.
  ///
  /// Paths in the file are ignored here; `RunFile` holds them.
  ///
  /// - Parameter path: the path of the file, in YAML or JSON.
  /// - Throws: `FileError` that names the file and the problem.
  public init(contentsOf path: String) throws {
    let file = try RunFile(contentsOf: path)
    do { try self.init(file) } catch let error as SettingError {
      throw FileError(path: path, problem: "\(error)")
    }
  }

  /// Applies the settings of a run file to its preset or the defaults.
  ///
  /// - Parameter file: the run file.
  /// - Throws: `SettingError`.
  public init(_ file: RunFile) throws {
    self.init()
    if let entry = file.entries.first(where: { $0.name == "preset" }),
      !entry.texts.isEmpty, entry.texts != ["none"]
    {
      guard let preset = entry.texts.first.flatMap(TrainingPreset.init) else {
        throw SettingError.wrongValue(
          "preset", value: entry.texts.joined(separator: ", "),
          expected: "one of \(TrainingPreset.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      self = preset.configuration
    }
    var given: [String: [String]] = [:]
    for entry in file.entries where !RunFile.otherNames.contains(entry.name) {
      if let setting = Self.table[entry.name] {
        given[setting.name] = entry.texts
      } else if let setting = Self.table[String(entry.name.dropFirst(3))], setting.isSwitch,
        entry.name.hasPrefix("no-")
      {
        given[setting.name] = [entry.texts == ["true"] ? "false" : "true"]
      } else {
        throw SettingError.unknown(entry.name)
      }
    }
    if given["optimizer.kind"] != nil { optimizer.rate = nil }
    try set(given.map { ($0.key, $0.value) })
    network.fitDefaults(
      keepsEmbeddingSize: given["network.embedding_size"] != nil,
      keepsWeightDropout: given["network.weight_dropout"] != nil)
  }

  /// The configuration as a run file in YAML: settings that differ from the defaults.
  public var runFile: String {
    var pairs: [(Node, Node)] = []
    var groups: [String: [(Node, Node)]] = [:]
    for setting in Self.table.settings where !setting.isUsual(in: self) {
      let keys = setting.name.split(separator: ".").map(String.init)
      let style = setting.isText ? Node.Scalar.Style.doubleQuoted : .plain
      let scalars = setting.texts(in: self).map { Node($0, .implicit, style) }
      let value = setting.isList ? Node(scalars, .implicit, .flow) : scalars.first ?? Node("null")
      if keys.count == 1 {
        pairs.append((Node(keys[0]), value))
      } else {
        groups[keys[0], default: []].append((Node(keys[1]), value))
      }
    }
    pairs += groups.sorted { $0.key < $1.key }.map { (Node($0.key), Node($0.value)) }
    guard !pairs.isEmpty else { return "{}\n" }
    return (try? Yams.serialize(node: Node(pairs), allowUnicode: true)) ?? ""
  }

  /// Writes the configuration as a run file.
  ///
  /// - Parameter path: the path of the file.
  /// - Throws: `FileError`.
  public func write(to path: String) throws {
    try AtomicFile.write([Array(runFile.utf8)], to: path)
  }
}
