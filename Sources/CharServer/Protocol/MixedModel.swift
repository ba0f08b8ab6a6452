/// A model that predicts together with the model of a request, and its weight.
struct MixedModel: Sendable, Hashable {
  var model: String
  var weight: Double

  /// Reads the member `mix` of a request.
  ///
  /// - Parameter fields: the members.
  /// - Returns: the models with a weight; the rest of 1 is that of the model of the request.
  /// - Throws: ``APIError``.
  static func all(_ fields: RequestFields) throws(APIError) -> [MixedModel] {
    var mix: [MixedModel] = []
    for part in try fields.objects("mix", atMost: 8) ?? [] {
      guard let model = try part.string("model") else { throw part.missing("model") }
      guard let weight = try part.number("weight", in: 0...1) else { throw part.missing("weight") }
      if weight > 0 { mix.append(MixedModel(model: model, weight: weight)) }
    }
    guard mix.reduce(0, { $0 + $1.weight }) < 1 else {
      throw .invalid(
        "mix: the sum of the weights is 1 or more; the rest of 1 is that of the model", "mix")
    }
    return mix
  }
}
