import CharTraining
import Foundation
import Testing

/// Every schedule at its boundaries, against numbers that follow from its definition.
@Suite("Schedule")
struct ScheduleTests {
  /// The factor at a step of a run of 100, in which the text is read `epoch` times so far.
  private func factor(
    _ schedule: Schedule, step: Int, of total: Int = 100, epoch: Double = 0, falls: Int = 0
  ) -> Double {
    schedule.factor(
      .init(
        step: step, totalSteps: total, fraction: Double(step) / Double(total), epoch: epoch,
        falls: falls))
  }

  private func schedule(_ kind: Schedule.Kind, warmup: Int? = nil) -> Schedule {
    var schedule = Schedule()
    (schedule.kind, schedule.warmup) = (kind, warmup)
    return schedule
  }

  private func expect(_ value: Double, _ expected: Double, _ comment: Comment? = nil) {
    #expect(abs(value - expected) < 1e-12, comment)
  }

  @Test(
    "warms up by equal steps to the peak, whatever the shape", arguments: Schedule.Kind.allCases)
  func warmup(_ kind: Schedule.Kind) {
    let schedule = schedule(kind, warmup: 10)
    for step in 0..<10 { expect(factor(schedule, step: step), Double(step + 1) / 11) }
    expect(factor(schedule, step: 10), 1)
    expect(factor(self.schedule(kind, warmup: 0), step: 0), 1)
  }

  @Test("warms up of itself with a cosine alone: a twentieth of the run, 100 steps at most")
  func automaticWarmup() {
    for kind in Schedule.Kind.allCases where kind != .cosine {
      expect(factor(schedule(kind), step: 0), 1, "\(kind)")
    }
    for (total, steps) in [(100, 5), (1999, 99), (2000, 100), (50_000, 100)] {
      expect(factor(schedule(.cosine), step: 0, of: total), 1 / Double(steps + 1), "\(total)")
      #expect(factor(schedule(.cosine), step: steps - 1, of: total) < 1, "\(total)")
      expect(factor(schedule(.cosine), step: steps, of: total), 1, "\(total)")
    }
    // Too short for any.
    expect(factor(schedule(.cosine), step: 0, of: 19), 1)
  }

  @Test("stays at the peak where it is constant")
  func constant() {
    for step in [0, 1, 50, 99, 100] {
      expect(factor(schedule(.constant), step: step, epoch: 7, falls: 3), 1)
    }
  }

  @Test("falls along half a cosine from the end of the warm-up to its floor")
  func cosine() {
    var schedule = schedule(.cosine, warmup: 0)
    schedule.floor = 0.1
    expect(factor(schedule, step: 0), 1)
    expect(factor(schedule, step: 25), 0.1 + 0.9 * (1 + 0.5.squareRoot()) / 2)
    expect(factor(schedule, step: 50), 0.55)
    expect(factor(schedule, step: 75), 0.1 + 0.9 * (1 - 0.5.squareRoot()) / 2)
    expect(factor(schedule, step: 100), 0.1)
    schedule.warmup = 20
    expect(factor(schedule, step: 20), 1)
    // Half way between step 20 and step 100.
    expect(factor(schedule, step: 60), 0.55)
    expect(factor(schedule, step: 100), 0.1)
    // By the clock, where that ends the run: three quarters of the time, a tenth of the steps.
    schedule.warmup = 0
    expect(
      schedule.factor(.init(step: 10, totalSteps: 100, fraction: 0.75, epoch: 1, falls: 0)),
      0.1 + 0.9 * (1 - 0.5.squareRoot()) / 2)
    // A floor of its own.
    expect(factor(self.schedule(.cosine), step: 100), 0.02)
  }

  @Test("falls at once at the end of every so many epochs where it goes by steps")
  func step() {
    var schedule = schedule(.step)
    for (epoch, expected) in [
      (0.0, 1.0), (1.999, 1.0), (2.0, 0.5), (3.999, 0.5), (4.0, 0.25), (6.0, 0.125),
    ] {
      expect(factor(schedule, step: 50, epoch: epoch), expected, "\(epoch)")
    }
    (schedule.decay, schedule.decayEpochs) = (0.1, 0.5)
    for (epoch, expected) in [(0.499, 1.0), (0.5, 0.1), (0.999, 0.1), (1.0, 0.01)] {
      expect(factor(schedule, step: 50, epoch: epoch), expected, "\(epoch)")
    }
  }

  @Test("falls evenly by as much where it is exponential")
  func exponential() {
    for (epoch, expected) in [(0.0, 1.0), (1.0, 0.5.squareRoot()), (2.0, 0.5), (4.0, 0.25)] {
      expect(factor(schedule(.exponential), step: 50, epoch: epoch), expected, "\(epoch)")
    }
  }

  @Test("falls after every evaluation without gain on a plateau")
  func plateau() {
    var schedule = schedule(.plateau)
    for (falls, expected) in [(0, 1.0), (1, 0.5), (2, 0.25), (5, 0.03125)] {
      expect(factor(schedule, step: 50, epoch: 9, falls: falls), expected)
    }
    schedule.decay = 0.1
    expect(factor(schedule, step: 50, falls: 3), 0.001)
  }
}
