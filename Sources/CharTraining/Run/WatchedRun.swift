internal import CharNumerics

/// A run of any task, with the doctor and all logging.
protocol WatchedRun: AnyObject {
  var configuration: TrainingConfiguration { get }
  /// The model directory.
  var path: String { get }
  var plan: TrainingPlan { get }
  var fault: TrainingFault? { get set }

  /// Trains until the end of the run, or until it is stopped.
  ///
  /// - Parameters:
  ///   - clock: the clock that `minutes` are counted by.
  ///   - observer: an observer of the run; nil = none.
  ///   - shouldStop: called after every step.
  ///   - report: called with every event.
  /// - Returns: a summary of the run.
  /// - Throws: `TrainingError.diverged`, or `FileError`.
  func train(
    clock: some Clock<Duration>, observer: (any TrainingObserver)?, shouldStop: () -> Bool,
    report: (TrainingEvent) -> Void
  ) throws -> TrainingSummary

  /// Measures weights on the test part, if there is one.
  func test(_ parameters: Parameters, _ summary: inout TrainingSummary)

  /// Writes what belongs to the final weights besides the model.
  func finish(_ parameters: Parameters) throws
}

extension TrainingRun: WatchedRun {
  var path: String { directory.path }

  func train(
    clock: some Clock<Duration>, observer: (any TrainingObserver)?, shouldStop: () -> Bool,
    report: (TrainingEvent) -> Void
  ) throws -> TrainingSummary {
    let watch = try RunWatch(
      directory: path, plan, configuration, run: id, observer: observer)
    var doctor =
      configuration.asksDoctor ? Doctor(task, plan, configuration, directory: path) : nil
    var summary = try run(clock: clock, shouldStop: shouldStop) { [self] event in
      report(event)
      for finding in doctor?.hear(event, look: { task.probe(parameters) }) ?? [] {
        report(.finding(finding))
      }
      let warning = watch.see(event, parameters) { task.gateValues(parameters) }
      if let warning { report(warning) }
    }
    let conclusion = ContinuousClock().measure {
      summary.findings = doctor?.conclude(summary, ranks: leader.times(learner)) ?? []
    }
    summary.watchingSeconds += conclusion / .seconds(1)
    return summary
  }

  func test(_ parameters: Parameters, _ summary: inout TrainingSummary) {
    guard let measurement = leader.measure(parameters, on: .test, of: task, learner) else { return }
    summary.testNatsPerToken = measurement.nats
    summary.testBitsPerCharacter = measurement.bitsPerCharacter
    summary.testAccuracy = measurement.accuracy
    summary.testF1 = measurement.f1
  }

  func finish(_ parameters: Parameters) throws { try task.finish(parameters, in: path) }
}
