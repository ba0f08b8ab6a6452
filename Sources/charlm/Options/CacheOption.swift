import ArgumentParser
import CharText

/// The folder for cached tokens of large texts.
struct CacheOption: ParsableArguments {
  @Option(
    help: .advanced(
      """
      Folder that keeps texts as tokens, or none = in memory. (default: charlm in the user's folder \
      for caches, for texts from \(TokenCache.defaultMinimumBytes >> 20) MiB)
      """))
  var cache: String?

  func validate() throws {
    if cache?.isEmpty ?? false {
      throw ValidationError("cache: the path is empty; name a folder, or none.")
    }
  }

  /// The cache; nil = none. An explicitly given folder caches texts of any size.
  var tokens: TokenCache? {
    switch cache {
    case nil: .standard
    case "none": nil
    case .some(let folder): TokenCache(directory: folder, minimumBytes: 0)
    }
  }
}
