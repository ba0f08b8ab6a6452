import CharLM
import CharNetwork
import CharNumerics
import Foundation
import TestSupport
import Testing

/// Damage that nobody thought of: the same on every run, by its seed.
@Suite("Random damage")
struct RandomDamageTests {
  static func damage(_ bytes: [UInt8], _ random: inout RandomSource) -> [UInt8] {
    func place(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    var bytes = bytes
    // Half of it in the first kilobyte, where headers are.
    let reach = random.next() % 2 == 0 ? bytes.count : min(bytes.count, 1024)
    switch random.next() % 6 {
    case 0:
      bytes.removeLast(1 + place(bytes.count))
    case 1:
      let added = (0..<1 + place(16)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      bytes.insert(contentsOf: added, at: place(reach))
    case 2:
      let start = place(reach)
      bytes.removeSubrange(start..<min(bytes.count, start + 1 + place(16)))
    default:
      for _ in 0...place(4) { bytes[place(reach)] ^= 1 << UInt8(place(8)) }
    }
    return bytes
  }

  @Test("200 damaged models load or are an error that names a file, and none crashes")
  func damages() throws {
    let scratch = try Scratch()
    var (errors, loads) = (0, 0)
    for seed in 0..<200 {
      var random = RandomSource(seed: UInt64(seed))
      let cell = CellKind.allCases[seed % CellKind.allCases.count]
      let model = try makeModel(cell, ties: seed % 2 == 0)
      // A damaged model is not replaced.
      for file in Damage.files {
        try? FileManager.default.removeItem(atPath: scratch.path(file.rawValue))
      }
      try model.save(to: scratch.directory)
      let file = Damage.files[Int(random.next() % 3)].rawValue
      try scratch.write(Self.damage(scratch.read(file), &random), to: file)
      do {
        let loaded = try LanguageModel(contentsOf: scratch.directory)
        // What loads has to work.
        let score = try loaded.score("abcj", countsEnd: true)
        #expect(score.tokenLogProbabilities.count == 5)
        var options = GenerationOptions()
        options.length = 5
        #expect(try loaded.generate("ab", options).text.unicodeScalars.count <= 5)
        loads += 1
      } catch let error as FileError {
        #expect(error.path == scratch.path(file), "seed \(seed): \(error)")
        errors += 1
      } catch let error as PredictionError {
        // Numbers that are finite, and so large that what they predict is not.
        #expect(error == .notFinite, "seed \(seed)")
        loads += 1
      }
    }
    #expect(errors + loads == 200 && errors > 100 && loads > 5, "\(errors) errors, \(loads) loads")
  }
}
