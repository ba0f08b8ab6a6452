/// A setting with listed values.
struct SweepAxis: Sendable {
  /// The name in the file.
  let name: String
  let entries: [RunFile.Entry]

  /// The name of the setting.
  var setting: String { RunFile.Entry(name: name, texts: []).setting }
}
