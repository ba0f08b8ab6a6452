internal import CharIO
internal import CharLM

extension CompletionRequest {
  /// Reads a request of llama.cpp for a filling.
  init(
    filling fields: RequestFields, between prompt: String, and suffix: String, model: String,
    _ limits: ServerLimits
  ) throws(APIError) {
    try self.init(
      fields.replacing([
        ("model", .string(model)), ("prompt", .string(prompt)), ("suffix", .string(suffix)),
      ]), limits)
    let length = try fields.integer("n_predict", in: -1...limits.tokens) ?? -1
    options.length = length < 0 ? 16 : length
  }
}
