/// A request for the score of a text.
struct ScoreRequest: Sendable {
  var model: String
  var text: String
  /// The text before it; nil = it is a whole document.
  var given: String?
  var condition: String?
  /// The number of alternatives of each token.
  var alternatives: Int
  /// Models that predict together with the model.
  var mix: [MixedModel]

  /// Reads a request.
  init(_ fields: RequestFields) throws(APIError) {
    guard let model = try fields.string("model") else { throw fields.missing("model") }
    guard let text = try fields.string("text") else { throw fields.missing("text") }
    (self.model, self.text) = (model, text)
    given = try fields.string("given")
    condition = try fields.string("condition")
    alternatives = try fields.integer("alternatives", in: 0...100) ?? 0
    mix = try MixedModel.all(fields)
  }
}
