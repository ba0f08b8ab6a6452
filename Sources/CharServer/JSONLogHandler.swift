internal import CharIO
internal import Foundation
public import Logging

/// Writes a JSON object for each message to standard error.
public struct JSONLogHandler: LogHandler {
  /// Metadata of all messages.
  public var metadata: Logger.Metadata = [:]
  /// The least severe messages that are written.
  public var logLevel = Logger.Level.info

  /// Makes a handler.
  public init() {}

  /// A value of the metadata.
  ///
  /// - Parameter key: its name.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a message.
  ///
  /// - Parameter event: the message.
  public func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let members =
      [
        ("time", JSON.string(Date().formatted(.iso8601))), ("level", .string("\(event.level)")),
        ("message", .string("\(event.message)")),
      ] + all.sorted { $0.key < $1.key }.map { ($0, .string("\($1)")) }
    FileHandle.standardError.write(Data((JSON.object(members).text + "\n").utf8))
  }
}
