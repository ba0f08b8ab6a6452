import CharLM
import CharNetwork
import CharIO
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Damaged models")
struct DamageTests {
  @Test(
    "a damaged file is an error that names it and what is wrong",
    arguments: Damage.ofAnyFile + Damage.ofConfiguration + Damage.ofTokenizer + Damage.ofWeights)
  func named(_ damage: Damage) throws {
    let scratch = try Scratch()
    try makeModel(.lstm).save(to: scratch.directory)
    let file = damage.file.rawValue
    if let bytes = damage.apply(try scratch.read(file)) {
      try #require(try bytes != scratch.read(file))
      try scratch.write(bytes, to: file)
    } else {
      try FileManager.default.removeItem(atPath: scratch.path(file))
    }
    let error = #expect(throws: FileError.self) {
      try LanguageModel(contentsOf: scratch.directory)
    }
    let text = error?.description ?? ""
    #expect(error?.path == scratch.path(file), "\(text)")
    for part in damage.message { #expect(text.contains(part), "\(text)") }
    #expect(!text.contains("\n"))
  }

  @Test("the configuration of another model is an error that names the tensor")
  func otherModels() throws {
    let scratch = try Scratch()
    try makeModel(.lstm).save(to: scratch.directory)
    let others = [
      (try makeModel(.gru), "rnn.weight_ih_l0"), (try makeModel(.lstm, hidden: 7), "weight_ih_l0"),
      (try makeModel(.lstm, layers: 3), "rnn.weight_ih_l2"),
      (try makeModel(.lstm, layers: 1), "rnn.bias_hh_l1"),
      (try makeModel(.lstm, embedding: 5), "embedding.weight"),
      (try makeModel(.lstm, letters: 9), "embedding.weight"),
    ]
    for (other, tensor) in others {
      try JSONFile.write(
        other.configuration, to: ModelFile.configuration.path(in: scratch.directory))
      try scratch.write(
        Array(try other.tokenizer.huggingFaceJSON()), to: ModelFile.tokenizer.rawValue)
      let error = #expect(throws: FileError.self) {
        try LanguageModel(contentsOf: scratch.directory)
      }
      #expect(error?.path == ModelFile.weights.path(in: scratch.directory))
      #expect(error?.description.contains(tensor) == true, "\(error?.description ?? "")")
    }
  }
}
