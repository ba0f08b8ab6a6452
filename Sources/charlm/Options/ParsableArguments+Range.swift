import ArgumentParser

extension ParsableArguments {
  /// Checks that the value of an option is in its range.
  ///
  /// - Parameters:
  ///   - name: the option, without dashes.
  ///   - value: its value; nil if it is not given.
  ///   - range: the values that are allowed.
  ///   - place: where the range holds, such as ` with --work sample`.
  /// - Throws: `ValidationError`.
  func checkRange<Value: Comparable>(
    _ name: String, _ value: Value?, _ range: ClosedRange<Value>, _ place: String = ""
  ) throws {
    guard let value, !range.contains(value) else { return }
    func plain(_ bound: Value) -> String { "\(bound)".replacing(/\.0$/, with: "") }
    throw ValidationError(
      "\(name): \(value) is out of range\(place); give \(plain(range.lowerBound)) to "
        + plain(range.upperBound))
  }

  /// Checks that the value of an option is not too small.
  func checkRange(_ name: String, _ value: Int?, _ range: PartialRangeFrom<Int>) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError("\(name): \(value) is out of range; give \(range.lowerBound) or more")
  }
}
