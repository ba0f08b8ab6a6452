internal import CharIO
internal import CharLM
internal import CharNumerics
internal import CharText
internal import Foundation

/// A model that is served, with what was stored beside it.
struct ServedModel: Sendable {
  /// The name in requests.
  var name: String
  var model: any AutoregressiveModel
  /// The partner that reads backward; nil if there is none.
  var backward: (any AutoregressiveModel)?
  /// The distribution of held-out lines; nil if the model was not calibrated.
  var lines: LineDistribution?
  /// The index of the training text; nil if it was not indexed.
  var copies: CopyIndex?
  var card = ModelCard("")
  /// The number of weights; nil of an n-gram model.
  var parameters: Int?
  /// Bytes of its files.
  var size = 0
  /// When its files were written, in seconds since 1970.
  var created = 0
  /// Identifies the weights.
  var fingerprint = "charlm"

  /// Makes a model without files.
  init(name: String, _ model: any AutoregressiveModel, backward: (any AutoregressiveModel)? = nil) {
    (self.name, self.model, self.backward) = (name, model, backward)
    parameters = (model as? LanguageModel)?.parameters.values.count
  }

  /// Reads a model directory, and its partner `DIRECTORY-backward`.
  ///
  /// - Parameters:
  ///   - directory: the path.
  ///   - name: the name in requests.
  ///   - precision: the number format of products; n-gram models have none.
  ///   - threads: the maximum number of threads that read at once; nil = one for each processor.
  /// - Throws: `FileError`, or the errors of damaged files.
  init(
    contentsOf directory: String, name: String, precision: Precision, threads: Int?
  ) throws {
    func load(_ directory: String) throws -> any AutoregressiveModel {
      try LanguageModels.load(contentsOf: directory, precision: precision, threads: threads)
    }
    let model = try load(directory)
    let partner = LanguageModel.backwardPartner(of: directory)
    self.init(name: name, model, backward: try partner.map(load))
    lines = try LineDistribution(ofModelIn: directory)
    if FileManager.default.fileExists(atPath: ModelFile.copies.path(in: directory)) {
      copies = try CopyIndex(contentsOf: directory, model.tokenizer)
    }
    card = ModelCard(ofModelIn: directory)
    let identity = try ModelIdentity(of: model, in: [directory], precision: precision)
    let digits = identity.hash.map { String(0x100 + Int($0), radix: 16).dropFirst() }
    fingerprint = "charlm-\(digits.joined())"
    for file in try FileManager.default.contentsOfDirectory(atPath: directory) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(file)")
      size += attributes[.size] as? Int ?? 0
      if let date = attributes[.modificationDate] as? Date {
        created = max(created, Int(date.timeIntervalSince1970))
      }
    }
  }

  /// The facts that `GET /v1/models` tells.
  var json: JSON {
    var meta: [(String, JSON)] = [
      ("n_vocab", .integer(model.tokenizer.vocabulary.count)), ("n_params", .optional(parameters)),
      ("size", .integer(size)), ("unit", .string("\(model.tokenizer.configuration.unit)")),
      ("kind", .string(card.kind ?? (parameters == nil ? "n-gram model" : "language model"))),
      ("direction", .string("\(model.tokenizer.configuration.direction)")),
      ("boundary", .string(model.tokenizer.configuration.boundary.rawValue)),
      ("fills_gaps_from_both_sides", .bool(backward != nil)),
      ("has_percentiles", .bool(lines != nil)), ("has_copy_index", .bool(copies != nil)),
    ]
    if let language = card.language { meta.append(("language", .string(language))) }
    let conditions = model.tokenizer.vocabulary.conditionNames
    if !conditions.isEmpty { meta.append(("conditions", .array(conditions.map(JSON.string)))) }
    return .object([
      ("id", .string(name)), ("object", "model"), ("created", .integer(created)),
      ("owned_by", "charlm"), ("meta", .object(meta)),
    ])
  }
}
