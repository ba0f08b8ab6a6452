/// The forms that are shipped, and forms read from files.
public enum Forms {
  /// Reads a form of a kind.
  typealias Reader = @Sendable (FormFile) throws(ConstraintError) -> any Form

  /// The kinds of forms.
  private static let kinds: [String: Reader] = [
    "characters": { (file) throws(ConstraintError) in try VerseForm(file) },
    "grammar": { (file) throws(ConstraintError) in try GrammarForm(file) },
    "syllables": { (file) throws(ConstraintError) in try SyllableForm(file) },
    "tune": { (file) throws(ConstraintError) in try TuneForm(file) },
    "swift-function": { (file) throws(ConstraintError) in try SwiftFunctionForm(file) },
  ]

  /// The files of the shipped forms.
  private static let files: [[UInt8]] = [
    PackageResources.wujue_yaml, PackageResources.qijue_yaml, PackageResources.wulv_yaml,
    PackageResources.qilv_yaml, PackageResources.yijiangnan_yaml, PackageResources.rumengling_yaml,
    PackageResources.changxiangsi_yaml, PackageResources.busuanzi_yaml,
    PackageResources.xijiangyue_yaml, PackageResources.huanxisha_yaml,
    PackageResources.pusaman_yaml, PackageResources.dielianhua_yaml,
    PackageResources.zhegutian_yaml, PackageResources.qingpingyue_yaml,
    PackageResources.haiku_kana_yaml, PackageResources.haiku_yaml, PackageResources.limerick_yaml,
    PackageResources.ballad_yaml, PackageResources.sonnet_yaml, PackageResources.couplet_yaml,
    PackageResources.song_yaml, PackageResources.tune_yaml, PackageResources.swift_function_yaml,
  ]

  /// A shipped form and its file.
  private static let shipped: Result<[(form: any Form, yaml: String)], ConstraintError> =
    Result { () throws(ConstraintError) in
      var shipped: [(form: any Form, yaml: String)] = []
      for file in files {
        let yaml = String(decoding: file, as: UTF8.self)
        shipped.append((try form(yaml: yaml), yaml))
      }
      return shipped
    }

  /// The forms that are shipped.
  public static var all: [any Form] {
    get throws(ConstraintError) { try shipped.get().map(\.form) }
  }

  /// Returns the shipped form of a name.
  ///
  /// - Parameter name: the name, an alias or a title.
  /// - Returns: the form; nil if there is none.
  /// - Throws: ``ConstraintError`` if a shipped form is damaged.
  public static func named(_ name: String) throws(ConstraintError) -> (any Form)? {
    try entry(named: name)?.form
  }

  private static func entry(
    named name: String
  ) throws(ConstraintError) -> (form: any Form, yaml: String)? {
    let shipped = try shipped.get()
    return shipped.first { $0.form.name == name }
      ?? shipped.first { $0.form.aliases.contains(name) || $0.form.titles.values.contains(name) }
  }

  /// Returns the file of the shipped form of a name.
  ///
  /// - Parameter name: the name, an alias or a title.
  /// - Returns: the YAML; nil if there is none.
  /// - Throws: ``ConstraintError`` if a shipped form is damaged.
  public static func yaml(named name: String) throws(ConstraintError) -> String? {
    try entry(named: name)?.yaml
  }

  /// Reads a form.
  ///
  /// - Parameter yaml: the text of a file.
  /// - Returns: the form.
  /// - Throws: ``ConstraintError`` with line and column where the file is wrong.
  public static func form(yaml: String) throws(ConstraintError) -> any Form {
    let file = try FormFile(yaml)
    let kind = try file.kind
    guard let reader = kinds[kind] else {
      throw file.root.error(
        "kind: \(kind) is unknown; known are \(kinds.keys.sorted().joined(separator: ", "))")
    }
    return try reader(file)
  }
}
