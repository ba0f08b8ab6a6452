import ArgumentParser

/// The format of the log.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
  /// A line for people.
  case text
  /// A JSON object a line.
  case json
}
