internal import CharLM
internal import CharNetwork
internal import CharNumerics

extension ModelConfiguration {
  /// The number of trained weights; nil if there is no network, or none of this description can be made.
  var parameterCount: Int? {
    type == .ngram ? nil : (try? makeNetwork())?.layout.count
  }
}
