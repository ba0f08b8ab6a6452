import ArgumentParser

/// How the log is written.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
  /// A line for people.
  case text
  /// A JSON object a line.
  case json
}
