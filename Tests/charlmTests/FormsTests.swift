import Foundation
import TestSupport
import Testing

@Suite("charlm forms")
struct FormsTests {
  static let poem = "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"

  @Test("lists the forms that are shipped, and shows the file of each")
  func list() throws {
    let list = try Command(["forms", "list", "--json"]).objects
    let names = list.compactMap { $0["name"] as? String }
    #expect(names.starts(with: ["wujue", "qijue", "wulv", "qilv"]) && names.contains("菩萨蛮"))
    let words = try Command(["forms", "list"]).output
    // Each has a name, a language and a title.
    let columns = words.split(separator: "\n").map { $0.split(separator: "\t").count }
    #expect(columns.allSatisfy { $0 == 3 }, "\(words)")
    for name in names {
      #expect(words.contains("\(name)\t"))
      #expect(try Command(["forms", "show", name]).output.contains("name: \(name)\n"))
    }
  }

  @Test("A form of several lines cannot be met by a model of single lines, and the error says so")
  func singleLines() throws {
    let scratch = try Scratch()
    let model = try scratch.model("--boundary", "line")
    let command = try Command(["sample", model, "--form", "haiku"])
    #expect(command.status == 2)
    #expect(command.errors.contains("has 3 lines, but the characters that may be used"))
    #expect(command.errors.contains("choose a model of texts with several lines"))
  }

  @Test("says where poems break a form, with status 1")
  func check() throws {
    let good = try Command(["forms", "check", "wujue", "--json", "-"], input: Self.poem + "\n")
    #expect(good.status == 0)
    #expect(good.output == "{\"text\":\"\(Self.poem)\",\"meets\":true,\"faults\":[]}\n")
    let other = Self.poem.replacing("楼", with: "门")
    let both = try Command(
      ["forms", "check", "wujue", "--json", "--rhyme", "流", "-"], input: Self.poem + "\n" + other)
    #expect(both.status == 1)
    let faults = try both.objects.map { $0["faults"] as? [[String: Any]] ?? [] }
    #expect(faults.map(\.count) == [0, 1])
    #expect(faults[1][0]["line"] as? Int == 4 && faults[1][0]["column"] as? Int == 5)
    #expect(faults[1][0]["rule"] as? String == "rhyme")
    #expect(both.errors == "charlm: error: 1 of 2 texts break the form wujue\n")
  }

  @Test("reads poems of several lines between empty lines, and a form from a file")
  func file() throws {
    let scratch = try Scratch()
    let file = scratch.path("form.yaml")
    try Data("name: two\nstanzas: [[2，], [3。]]\n".utf8).write(to: URL(fileURLWithPath: file))
    let run = try Command(["forms", "check", file], input: "春风，\n到江南。\n\n\n春风，\n到江。\n")
    #expect(run.output.hasPrefix("meets\t春风，\n到江南。\nbreaks\t春风，\n到江。\n  2:3\tlength\t"))
    try Data("name: two\nlines: [平a，, 3-]\n".utf8).write(to: URL(fileURLWithPath: file))
    let wrong = try Command(["forms", "check", file], input: "")
    #expect(wrong.status == 1 && wrong.errors.hasPrefix("charlm: error: \(file):2:"))
    let none = try Command(["forms", "show", "waltz"])
    #expect(none.failure?.contains("waltz is neither a form nor a file") == true)
  }

  @Test("are what sample writes, however little the model knows")
  func sample() throws {
    let scratch = try Scratch()
    let model = try scratch.model("--steps", "2", "--unit", "byte")
    let wishes = ["--acrostic", "春夏秋冬", "--rhyme", "东"]
    let run = try Command(
      ["sample", model, "--form", "qijue", "--must", "明月", "--count", "5", "--seed", "1", "--json"]
        + wishes)
    #expect(run.status == 0)
    let poems = try run.objects.compactMap { $0["text"] as? String }
    #expect(poems.count == 5 && poems.allSatisfy { $0.contains("明月") })
    let check = try Command(
      ["forms", "check", "qijue"] + wishes, input: poems.joined(separator: "\n"))
    #expect(check.status == 0, "\(check.output)")
    let start = "白日依山尽，"
    for search in [[], ["--beams", "3"]] {
      let rest = try Command(
        [
          "sample", model, "--form", "五绝", "--prompt", start, "--count", "2", "--seed", "1",
          "--json",
        ] + search)
      let texts = try rest.objects.compactMap { $0["text"] as? String }
      #expect(texts.count == 2 && texts.allSatisfy { !$0.hasPrefix(start) })
      let whole = try Command(
        ["forms", "check", "五绝"], input: texts.map { start + $0 }.joined(separator: "\n"))
      #expect(whole.status == 0, "\(whole.output)")
    }
    let other = try Command(["sample", model, "--form", "五绝", "--prompt", "白日依山，"])
    #expect(other.status == 2)
    #expect(
      other.errors == "charlm: error: 五绝: the prompt, with which the text starts, does not fit at "
        + "\"，\", character 5\n", "\(other.errors)")
    let refused = try Command(["sample", model, "--form", "wujue", "--rhyme", "月"])
    #expect(refused.status == 2)
    #expect(
      refused.errors == "charlm: error: wujue: no lines of the form can rhyme with 月\n",
      "\(refused.errors)")
    #expect(try Command(["sample", model, "--rhyme", "月"]).status == 64)
  }

  @Test("of English verse take a rhyme, words and first letters")
  func english() throws {
    let scratch = try Scratch()
    let model = try scratch.model("--steps", "2", "--unit", "byte")
    let wishes = ["--acrostic", "Hat", "--rhyme", "sea"]
    let run = try Command(
      [
        "sample", model, "--form", "limerick", "--must", "moon", "--ban", "th", "--count", "3",
        "--seed", "1", "--json", "--no-prompt",
      ] + wishes)
    #expect(run.status == 0, "\(run.errors)")
    let poems = try run.objects.compactMap { $0["text"] as? String }
    #expect(poems.count == 3)
    for poem in poems {
      #expect(poem.contains("moon") && !poem.lowercased().contains("th"), "\(poem)")
    }
    let check = try Command(
      ["forms", "check", "limerick"] + wishes, input: poems.joined(separator: "\n\n"))
    #expect(check.status == 0, "\(check.output)")
    for (wish, reason) in [
      (["--rhyme", "orange"], "no word rhymes with 'orange'"),
      (["--rhyme-book", "xinyun"], "has English rhymes, and no book"),
      (["--must", "silver moon"], "'silver moon' is not one word"),
      (["--must", "antidisestablishmentarianism"], "no line has room"),
    ] {
      let refused = try Command(["sample", model, "--form", "limerick"] + wish)
      #expect(refused.status == 2 && refused.errors.contains(reason), "\(refused.errors)")
    }
  }
}
