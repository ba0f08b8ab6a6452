internal import CharLM
internal import CharNetwork
internal import CharNumerics

extension ModelConfiguration {
  /// Trained numbers, if the network can be laid out.
  var parameterCount: Int? { (try? makeNetwork())?.layout.count }
}
