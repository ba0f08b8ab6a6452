public import CharNumerics

extension CharacterNetwork {
  /// Checks that products can be multiplied in a precision: sums of eight bits hold so many terms only.
  ///
  /// - Parameter precision: the precision of products.
  /// - Throws: `NetworkError.conflict` that names the matrix.
  public func check(_ precision: Precision) throws {
    guard let limit = precision.depthLimit,
      let slot = productSlots.first(where: { $0.columns > limit })
    else { return }
    throw NetworkError.conflict(
      "\(precision.rawValue) products add at most \(limit) terms, but \(slot.name) has "
        + "\(slot.columns) columns; give `precision` bfloat16")
  }
}
