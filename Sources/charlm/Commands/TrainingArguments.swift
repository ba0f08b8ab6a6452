import ArgumentParser
import CharSettings
import CharTraining

/// Arguments of all training commands, and their valid combinations.
struct TrainingArguments {
  /// A description of the input.
  var text: String
  var files, valid: [String]
  var validFraction: Double?
  /// True if a part of the corpus is a test part.
  var hasTest = false
  /// The given flag that chooses parts of the corpus, if any.
  var splitFlag: String?
  var out, from: String?
  var preset: TrainingPreset?
  var threads: Int?
  var resumes, findsRate: Bool

  /// Checks that a flag that chooses parts of the corpus has a part to choose.
  ///
  /// - Throws: `ValidationError`.
  static func check(splitFlag flag: String?, valid: [String], hasTest: Bool) throws {
    guard !valid.isEmpty, !hasTest, let flag else { return }
    throw ValidationError("With --valid, no part of the corpus is held out; leave out \(flag).")
  }

  /// Checks that the arguments are compatible.
  ///
  /// - Throws: `ValidationError`.
  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      try checkingFlags {
        throw SettingError.outOfRange("threads", value: "\(threads)", allowed: "1 to 4096")
      }
    }
    if files.isEmpty && !resumes {
      throw ValidationError(
        "Name the \(text) to train on: a file, a directory, or - for standard input.")
    }
    if from != nil && resumes {
      throw ValidationError(
        "A run that goes on knows its model; give --from or --resume, not both.")
    }
    if preset != nil && (from != nil || resumes) {
      throw ValidationError(
        "A run that goes on has its configuration already; leave out --preset.")
    }
    if from?.isEmpty ?? false {
      throw ValidationError("A path is empty; name a model directory for --from.")
    }
    if findsRate {
      if out != nil || resumes {
        throw ValidationError("--find-rate writes nothing; leave out --out and --resume.")
      }
    } else if out == nil {
      throw ValidationError("Name the model directory to write: --out DIR.")
    }
    if out?.isEmpty ?? false || files.contains("") || valid.contains("") {
      throw ValidationError("A path is empty; name a file or directory.")
    }
    if !valid.isEmpty && validFraction != nil {
      throw ValidationError("Give --valid or --valid-fraction, not both.")
    }
    try Self.check(splitFlag: splitFlag, valid: valid, hasTest: hasTest || resumes)
  }
}
