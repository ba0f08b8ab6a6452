internal import CharIO
internal import CharNumerics
internal import Foundation

/// The values of a setting of which random ones are drawn.
enum SweepValues: Sendable {
  /// Numbers between two, evenly.
  case uniform(ClosedRange<Double>, isWhole: Bool)
  /// Numbers between two, evenly by their logarithms.
  case logUniform(ClosedRange<Double>, isWhole: Bool)
  /// One of several values.
  case choices([[String]])

  /// Reads the values from a file.
  ///
  /// - Parameters:
  ///   - setting: the setting and its values.
  ///   - path: the path of the file, for error messages.
  ///   - check: checks a value.
  /// - Throws: `FileError`.
  init(
    _ setting: YAMLFile.Member, in path: String,
    check: ([String], YAMLFile.Place) throws -> RunFile.Entry
  ) throws {
    guard let members = setting.members, members.count == 1, let member = members.first else {
      throw FileError(
        "\(setting.name): give {uniform: [LOW, HIGH]}, {log_uniform: [LOW, HIGH]} or "
          + "{choices: [VALUE, VALUE]}", in: path, at: setting.value.place)
    }
    let items = member.value.items ?? []
    let texts = items.map(\.texts)
    switch member.name {
    case "choices":
      guard !items.isEmpty else {
        throw FileError("\(setting.name): give a list of values", in: path, at: member.value.place)
      }
      self = .choices(
        try zip(items, texts).map { item, texts in
          guard let texts else {
            throw FileError(
              "\(setting.name): a value is neither text nor number", in: path, at: item.place)
          }
          return try check(texts, item.place).texts
        })
    case "uniform", "log_uniform":
      let numbers = texts.compactMap { $0?.first.flatMap { Double($0) } }.filter(\.isFinite)
      guard items.count == 2, numbers.count == 2, numbers[0] < numbers[1] else {
        throw FileError(
          "\(setting.name): give two numbers, the lower one first", in: path, at: member.value.place
        )
      }
      guard member.name == "uniform" || numbers[0] > 0 else {
        throw FileError(
          "\(setting.name): log_uniform needs numbers above 0", in: path, at: items[0].place)
      }
      let isWhole = try Self.takesWholeNumbersOnly(numbers[0], items[0].place, check)
      for (number, item) in zip(numbers, items) {
        _ = try check([Self.text(number, isWhole: isWhole)], item.place)
      }
      let range = numbers[0]...numbers[1]
      self =
        member.name == "uniform"
        ? .uniform(range, isWhole: isWhole) : .logUniform(range, isWhole: isWhole)
    default:
      throw FileError(
        "\(member.name): give uniform, log_uniform or choices", in: path, at: member.place)
    }
  }

  /// Returns true if a setting takes a number only without a fraction.
  private static func takesWholeNumbersOnly(
    _ number: Double, _ place: YAMLFile.Place,
    _ check: ([String], YAMLFile.Place) throws -> RunFile.Entry
  ) throws -> Bool {
    do {
      // A fraction in the range of every setting that takes fractions.
      _ = try check([text(number == 0 ? 0.5 : number * 1.0001, isWhole: false)], place)
      return false
    } catch { return (try? check([text(number.rounded(), isWhole: true)], place)) != nil }
  }

  /// Draws a value.
  func draw(_ random: inout RandomSource) -> [String] {
    switch self {
    case .choices(let choices):
      return choices[Int(random.next() % UInt64(choices.count))]
    case .uniform(let range, let isWhole):
      let number = range.lowerBound + (range.upperBound - range.lowerBound) * Self.unit(&random)
      return [Self.text(number, isWhole: isWhole)]
    case .logUniform(let range, let isWhole):
      let (low, high) = (log(range.lowerBound), log(range.upperBound))
      let number = exp(low + (high - low) * Self.unit(&random))
      return [
        Self.text(min(max(number, range.lowerBound), range.upperBound), isWhole: isWhole)
      ]
    }
  }

  /// Draws a number from 0 to less than 1.
  private static func unit(_ random: inout RandomSource) -> Double {
    Double(random.next() >> 11) * 0x1p-53
  }

  /// Returns a number with four significant digits, or as a whole number.
  private static func text(_ number: Double, isWhole: Bool) -> String {
    guard !isWhole else { return "\(Int(number.rounded()))" }
    return "\(Double(String(format: "%.4g", number)) ?? number)"
  }
}
