internal import CharIO
internal import CharNumerics

extension GenerationReceipt {
  /// Compares the model at hand with the one of the receipt.
  ///
  /// - Parameters:
  ///   - found: the identity of the model at hand.
  ///   - name: its name in errors.
  /// - Returns: the reasons for which an exact replay cannot be expected; none if everything agrees.
  /// - Throws: ``ReceiptError/otherModel(_:expected:found:)``.
  package func differences(
    from found: ModelIdentity, named name: String
  ) throws(ReceiptError) -> [String] {
    guard identity.hash == found.hash else {
      throw .otherModel(
        name, expected: identity.hash.hexadecimal, found: found.hash.hexadecimal)
    }
    var reasons: [String] = []
    if version != RunOrigin.version {
      reasons.append("version \(version), here \(RunOrigin.version)")
    }
    if identity.precision != found.precision {
      reasons.append("precision \(identity.precision.rawValue), here \(found.precision.rawValue)")
    }
    if identity.kernels != found.kernels {
      reasons.append("kernels \(identity.kernels), here \(found.kernels)")
    } else if identity.predictions != found.predictions {
      reasons.append(
        "kernels \(found.kernels) on a processor or with a library that rounds otherwise")
    }
    return reasons
  }
}
