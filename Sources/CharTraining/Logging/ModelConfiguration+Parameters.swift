internal import CharLM
internal import CharNetwork
internal import CharNumerics

extension ModelConfiguration {
  /// The number of trained weights; nil if there is no network or its configuration is invalid.
  var parameterCount: Int? {
    type == .ngram ? nil : (try? makeNetwork())?.layout.count
  }
}
