internal import CharForms
internal import CharIO
internal import CharLM
internal import CharSettings
internal import CharText

extension APIError {
  /// Tells an error of the libraries, which is one of the request.
  ///
  /// - Parameters:
  ///   - error: the error.
  ///   - parameter: the member of the request that it is about, if the error does not name one.
  init(_ error: any Error, _ parameter: String? = nil) {
    switch error {
    case let error as APIError: self = error
    case let error as SamplingError:
      self = .invalid("\(error)", Self.member(error.name))
    case SettingError.outOfRange(let name, _, _), SettingError.wrongValue(let name, _, _):
      self = .invalid("\(error)", Self.member(name))
    case PredictionError.notFinite: self = .damaged("\(PredictionError.notFinite)")
    case let error as PredictionError: self = .invalid("\(error)", parameter)
    case let error as FileError: self = .damaged(error.problem)
    default: self = .invalid("\(error)", parameter)
    }
  }

  /// The member of a request for a flag.
  private static func member(_ flag: String) -> String { flag.replacing("-", with: "_") }

  /// Performs work whose errors are those of a member of the request.
  static func naming<Result>(
    _ parameter: String?, _ work: () throws -> Result
  ) throws(APIError) -> Result {
    do { return try work() } catch { throw APIError(error, parameter) }
  }
}
