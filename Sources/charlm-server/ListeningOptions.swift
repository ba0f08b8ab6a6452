import ArgumentParser
import CharServer
import Foundation

/// Options for address, port and keys.
struct ListeningOptions: ParsableArguments {
  @Option(help: "The address to listen at. (default: 127.0.0.1, which other machines cannot reach)")
  var host: String?

  @Option(help: "The port to listen at; 0 = any that is free. (default: 8080)")
  var port: Int?

  @Option(help: "A key that clients must send; may be given several times.")
  var apiKey: [String] = []

  @Option(help: "A file with such keys, one on each line.")
  var apiKeyFile: String?

  /// Changes what is given.
  ///
  /// - Throws: `ValidationError`, or the error of a file that cannot be read.
  func change(_ configuration: inout ServerConfiguration, _ environment: ServerEnvironment) throws {
    if let host = try environment.value("host", host) { configuration.host = host }
    if let port = try environment.value("port", port) { configuration.port = port }
    guard (0...65535).contains(configuration.port) else {
      throw ValidationError("port: \(configuration.port) is out of range; give 0 to 65535")
    }
    configuration.keys = apiKey.isEmpty ? environment["api-key"].map { [$0] } ?? [] : apiKey
    if let file = try environment.value("api-key-file", apiKeyFile) {
      let keys = try String(contentsOfFile: file, encoding: .utf8)
        .split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
      guard !keys.isEmpty else { throw ValidationError("api-key-file: \(file) holds no key") }
      configuration.keys += keys
    }
    guard !configuration.keys.contains("") else { throw ValidationError("api-key: is empty") }
  }
}
