import ArgumentParser
import CharIO
import CharLM
import CharText
import CharTraining
import Foundation

extension Train {
  /// Checks flags that do not fit two models.
  func validateBothDirections() throws {
    let flags = [
      ("--direction", text.preparation.direction != nil), ("--from", from != nil),
      ("--find-rate", findRate), ("--tensorboard", watch.tensorboard != nil),
    ]
    if let flag = flags.first(where: \.1)?.0 {
      throw ValidationError("Give --both-directions or \(flag), not both.")
    }
    if texts.contains("-") {
      throw ValidationError("--both-directions reads the text twice; name files instead of -.")
    }
  }

  /// Trains a model that reads forward, then one that reads backward, with the same settings.
  func trainBothDirections(_ out: String) throws {
    let partner = LanguageModel.backwardDirectory(of: out)
    let isStarted = Self.holdsRun(partner)
    // Not after the first run, which may take hours.
    if !resume && (isStarted || (try? ModelConfiguration(ofModelIn: partner)) != nil) {
      throw TrainingError.modelExists(partner)
    }
    try train(Job(out, resumes: resume, .forward))
    guard !Interrupt.isRequested else {
      return Console.note(
        "the model that reads backward comes next; go on with: charlm train --both-directions --out "
          + "\(out) --resume")
    }
    Console.note("now the model that reads backward, in \(partner)")
    let goesOn = resume && isStarted
    try train(
      Job(partner, resumes: goesOn, .backward, settings: goesOn ? nil : out))
  }

  private static func holdsRun(_ directory: String) -> Bool {
    FileManager.default.fileExists(atPath: ModelFile.training.path(in: directory))
  }

  /// Sets the direction of a new run, and checks that of an old one.
  func setDirection(of job: Job, in configuration: inout TrainingConfiguration) throws {
    guard let direction = job.direction else { return }
    guard !job.resumes || configuration.text.direction == direction else {
      throw Failure(
        "\(job.out): reads \(configuration.text.direction.rawValue), and --both-directions needs a "
          + "model that reads \(direction.rawValue) there; name another directory for --out")
    }
    configuration.text.direction = direction
  }
}
