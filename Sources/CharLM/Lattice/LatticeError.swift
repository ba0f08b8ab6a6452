public import Foundation

/// A line with more readings or edits than can be searched.
public struct LatticeError: Error, Equatable, Sendable {
  /// The most steps of a lattice.
  public let limit: Int
}

extension LatticeError: CustomStringConvertible, LocalizedError {
  /// A message that says what is wrong and what to do about it.
  public var description: String {
    "a line has more than \(limit) readings or edits; split it, or allow fewer edits"
  }
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
