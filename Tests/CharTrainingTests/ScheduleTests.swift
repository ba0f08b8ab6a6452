import CharTraining
import Testing

@Suite("Schedule")
struct ScheduleTests {
  @Test("warms up, then falls to its floor")
  func cosine() {
    var schedule = Schedule()
    schedule.warmup = 10
    func factor(_ step: Int) -> Double {
      schedule.factor(
        .init(step: step, totalSteps: 100, fraction: Double(step) / 100, epoch: 0, falls: 0))
    }
    #expect(factor(0) < 0.1)
    #expect(abs(factor(10) - 1) < 1e-12)
    #expect(factor(50) < factor(20))
    #expect(abs(factor(100) - schedule.floor) < 1e-12)
  }
}
