import ArgumentParser
import CharServer
import Hummingbird

/// Answers requests for completions and scores over HTTP.
@main
struct CharlmServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charlm-server", abstract: "Serve models over HTTP.")

  func run() async throws {
    try await Application(router: routes()).runService()
  }
}
