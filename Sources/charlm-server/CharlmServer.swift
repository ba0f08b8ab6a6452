import ArgumentParser
import CharIO
import CharNumerics
import CharServer
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Answers requests for completions and scores over HTTP.
@main
struct CharlmServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charlm-server", abstract: "Serve models over HTTP.",
    discussion: """
      Each option can also be given by an environment variable: --port as CHARLM_SERVER_PORT, and so on; \
      models as CHARLM_SERVER_MODELS, with spaces between them. GET /openapi.yaml describes the routes.
      """)

  @Argument(help: "Model directories, or names of models in `charlm models`.")
  var models: [String] = []

  @OptionGroup(title: "Listening") var listening: ListeningOptions
  @OptionGroup(title: "Models") var loading: LoadingOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions

  @Option(help: "The format of the log on standard error: text or json. (default: text)")
  var logFormat: LogFormat?

  @Option(
    help: """
      The least severe messages that are logged: debug, info, warning or error. (default: info)
      """)
  var logLevel: String?

  @Flag(help: "Load the models, print what would be served, and exit.")
  var check = false

  func run() async throws {
    let environment = ServerEnvironment()
    let names =
      models.isEmpty
      ? (environment["models"] ?? "").split(separator: " ").map(String.init) : models
    guard !names.isEmpty else {
      throw ValidationError("Missing expected argument '<models> ...'")
    }
    var configuration = ServerConfiguration(models: names)
    try listening.change(&configuration, environment)
    try loading.change(&configuration, environment)
    configuration.limits = try limits.limits(environment)
    let logger = try logger(environment)
    let server = try Self.naming {
      try ModelServer(configuration, hint: "charlm models --help")
    }
    guard !check else { return show(server, configuration) }
    if configuration.isPublic, configuration.keys.isEmpty {
      logger.warning(
        "other machines can reach the server, and nobody needs a key; give --api-key-file, or listen at 127.0.0.1"
      )
    }
    let connections = OpenFiles.allow(connections: configuration.limits.connections)
    if connections < configuration.limits.connections {
      logger.warning(
        """
        the system lets \(connections) connections be open, fewer than --max-connections; raise the \
        limit of open files (ulimit -n, or LimitNOFILE of systemd)
        """)
    }
    for line in server.summary { logger.info("serving \(line)") }
    try await serve(server, configuration, logger)
  }

  private func serve(
    _ server: ModelServer, _ configuration: ServerConfiguration, _ logger: Logger
  ) async throws {
    let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
    let application = server.application(logger: logger) { port in
      logger.info("listening at http://\(host):\(port)")
    }
    var group = ServiceGroupConfiguration(
      services: [
        .init(service: application),
        .init(service: ShutdownService(server), successTerminationBehavior: .ignore),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    let seconds = configuration.limits.shutdownSeconds
    group.maximumGracefulShutdownDuration = .seconds(seconds + 5)
    try await ServiceGroup(configuration: group).run()
  }

  private func show(_ server: ModelServer, _ configuration: ServerConfiguration) {
    for line in server.summary { print(line) }
    print("address: \(configuration.host):\(configuration.port)")
    print("keys: \(configuration.keys.count)")
  }

  private func logger(_ environment: ServerEnvironment) throws -> Logger {
    let format = try environment.value("log-format", logFormat) ?? .text
    LoggingSystem.bootstrap { label in
      switch format {
      case .text: StreamLogHandler.standardError(label: label)
      case .json: JSONLogHandler()
      }
    }
    var logger = Logger(label: "charlm-server")
    if let name = logLevel ?? environment["log-level"] {
      guard let level = Logger.Level(rawValue: name) else {
        throw ValidationError("log-level: \(name) is none; give debug, info, warning or error")
      }
      logger.logLevel = level
    }
    return logger
  }

  /// Performs work; errors end the program with their message.
  private static func naming<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch { throw ServerFailure(message: "\(error)") }
  }
}

/// An error with a message for people.
struct ServerFailure: Error, CustomStringConvertible, LocalizedError {
  let message: String
  var description: String { message }
  var errorDescription: String? { message }
}
