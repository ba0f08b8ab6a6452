package import CharNumerics
internal import Foundation

/// An error of other ranks than 0, which rank 0 reports.
package struct RankError: Error, Equatable, CustomStringConvertible, LocalizedError {
  /// The first rank with an error.
  package let rank: Int
  package let description: String

  package var errorDescription: String? { description }
}

/// The end of another rank than 0 after an error, which rank 0 reports.
package struct RankEnded: Error {}

extension Communicator {
  /// Calls `body` on every rank, and fails on all of them if it fails on one.
  ///
  /// - Parameter body: prepares something without messages to other ranks.
  /// - Returns: the result of `body`.
  /// - Throws: on rank 0 its own error or `RankError`; on others `RankEnded`.
  package func agree<Result>(_ body: () throws -> Result) throws -> Result {
    guard size > 1 else { return try body() }
    let result = Swift.Result(catching: body)
    var problem = ""
    if case .failure(let error) = result { problem = "on \(host): \(error.localizedDescription)" }
    let problems = gather(Array(problem.utf8), filler: 0).map {
      String(decoding: $0, as: UTF8.self)
    }
    let failed = problems.indices.filter { !problems[$0].isEmpty }
    var count = [failed.count]
    broadcast(&count)
    guard count[0] > 0 else { return try result.get() }
    guard rank == 0 else { throw RankEnded() }
    if case .failure(let error) = result { throw error }
    throw RankError(failed, problems)
  }
}

extension RankError {
  /// - Parameters:
  ///   - failed: the ranks with an error.
  ///   - problems: hosts and errors by rank.
  init(_ failed: [Int], _ problems: [String]) {
    rank = failed.first ?? 0
    let others = failed.dropFirst().map(String.init).joined(separator: ", ")
    description =
      "rank \(rank) \(problems[rank])"
      + (others.isEmpty ? "" : " (also rank\(failed.count > 2 ? "s" : "") \(others))")
  }
}
