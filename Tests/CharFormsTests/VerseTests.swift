import CharForms
import Testing

/// Poems by which the forms are known.
struct KnownPoem: Sendable, CustomTestStringConvertible {
  var form: String
  var text: String

  var testDescription: String { "\(form) \(text.prefix(5))" }

  static let all = [
    KnownPoem(form: "wujue", text: "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。"),
    KnownPoem(form: "qijue", text: "朝辞白帝彩云间，千里江陵一日还。两岸猿声啼不住，轻舟已过万重山。"),
    KnownPoem(form: "qijue", text: "月落乌啼霜满天，江枫渔火对愁眠。姑苏城外寒山寺，夜半钟声到客船。"),
    KnownPoem(form: "qijue", text: "秦时明月汉时关，万里长征人未还。但使龙城飞将在，不教胡马度阴山。"),
    KnownPoem(
      form: "wulv",
      text: "国破山河在，城春草木深。感时花溅泪，恨别鸟惊心。烽火连三月，家书抵万金。白头搔更短，浑欲不胜簪。"),
    KnownPoem(
      form: "qilv",
      text: "风急天高猿啸哀，渚清沙白鸟飞回。无边落木萧萧下，不尽长江滚滚来。"
        + "万里悲秋常作客，百年多病独登台。艰难苦恨繁霜鬓，潦倒新停浊酒杯。"),
    KnownPoem(form: "忆江南", text: "江南好，风景旧曾谙。日出江花红胜火，春来江水绿如蓝。能不忆江南。"),
    KnownPoem(
      form: "如梦令", text: "常记溪亭日暮。沉醉不知归路。兴尽晚回舟，误入藕花深处。争渡，争渡，惊起一滩鸥鹭。"),
    KnownPoem(
      form: "长相思",
      text: "汴水流，泗水流。流到瓜州古渡头。吴山点点愁。思悠悠，恨悠悠。恨到归时方始休。月明人倚楼。"),
    KnownPoem(
      form: "卜算子",
      text: "驿外断桥边，寂寞开无主。已是黄昏独自愁，更著风和雨。无意苦争春，一任群芳妒。零落成泥碾作尘，只有香如故。"),
    KnownPoem(
      form: "西江月",
      text: "明月别枝惊鹊，清风半夜鸣蝉。稻花香里说丰年。听取蛙声一片。"
        + "七八个星天外，两三点雨山前。旧时茅店社林边。路转溪桥忽见。"),
    KnownPoem(
      form: "浣溪沙",
      text: "漠漠轻寒上小楼。晓阴无赖似穷秋。淡烟流水画屏幽。自在飞花轻似梦，无边丝雨细如愁。宝帘闲挂小银钩。"),
    KnownPoem(
      form: "菩萨蛮",
      text: "平林漠漠烟如织，寒山一带伤心碧。暝色入高楼，有人楼上愁。玉阶空伫立，宿鸟归飞急。何处是归程，长亭更短亭。"),
    KnownPoem(
      form: "蝶恋花",
      text: "花褪残红青杏小。燕子飞时，绿水人家绕。枝上柳绵吹又少。天涯何处无芳草。"
        + "墙里秋千墙外道。墙外行人，墙里佳人笑。笑渐不闻声渐悄。多情却被无情恼。"),
    KnownPoem(
      form: "鹧鸪天",
      text: "彩袖殷勤捧玉钟。当年拚却醉颜红。舞低杨柳楼心月，歌尽桃花扇底风。"
        + "从别后，忆相逢。几回魂梦与君同。今宵剩把银釭照，犹恐相逢是梦中。"),
    KnownPoem(
      form: "清平乐",
      text: "茅檐低小。溪上青青草。醉里吴音相媚好。白发谁家翁媪。大儿锄豆溪东。中儿正织鸡笼。最喜小儿亡赖，溪头卧剥莲蓬。"),
    KnownPoem(form: "haiku-kana", text: "ふるいけや\nかわずとびこむ\nみずのおと"),
  ]
}

@Suite("Verse forms")
struct VerseTests {
  private func form(_ name: String) throws -> any Form { try #require(try Forms.named(name)) }

  @Test("are found by their short names and titles too")
  func titles() throws {
    for (title, name) in [
      ("七绝", "qijue"), ("五律", "wulv"), ("五言绝句", "wujue"), ("俳句", "haiku-kana"), ("haiku", "haiku"),
    ] {
      #expect(try form(title).name == name)
      #expect(try Forms.yaml(named: title)?.contains("name: \(name)\n") == true)
    }
    #expect(try Forms.named("七") == nil)
    let names = try Forms.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test("start with the prompt, and other constraints follow it")
  func prompt() throws {
    let start = "白日依山尽，黄河"
    let rest = "入海流。欲穷千里目，更上一层楼。"
    var request = ConstraintRequest()
    request.base = .form(try form("wujue"))
    let verse = try #require(try request.compiled())
    #expect(try verse.following(start).rules.allows(rest))
    #expect(try !verse.following(start).rules.allows(start + rest))
    #expect(try verse.following("").rules.allows(start + rest))
    let error = #expect(throws: ConstraintError.self) { try verse.following("白日依山，") }
    #expect(error?.problem.hasSuffix("does not fit at \"，\", character 5") == true)
    request.base = .regularExpression("a+b")
    #expect(try request.compiled()?.following(start).rules.allows("aab") == true)
  }

  private func rules(_ text: String, _ name: String) throws -> [String] {
    try form(name).faults(in: text, FormWishes()).map { "\($0.line):\($0.column) \($0.rule)" }
  }

  @Test("have the poems by which they are known", arguments: KnownPoem.all)
  func known(_ poem: KnownPoem) throws {
    let form = try form(poem.form)
    #expect(try form.faults(in: poem.text, FormWishes()) == [])
    // Generation does not rhyme with characters that the source of the table lacks.
    let constraint = try form.constraint(FormWishes())
    #expect(constraint.check(poem.text).isAllowed)
  }

  @Test("are met by every text of their constraint, which never gets stuck", arguments: names)
  func generated(_ name: String) throws {
    let form = try form(name)
    let seed = UInt64.random(in: 1...1_000_000)
    var dice = Dice(seed)
    func check(_ rules: some Constraint) throws {
      for _ in 0..<250 {
        let text = walk(rules, &dice)
        let faults = try form.faults(in: text, FormWishes())
        #expect(faults == [], "seed \(seed): \(text)")
        #expect(form.longest.map { text.unicodeScalars.count <= $0 } ?? true)
      }
    }
    try check(form.constraint(FormWishes()))
  }

  /// Forms of characters; others have tests of their own.
  static let names =
    (try? Forms.all.filter { $0 is VerseForm || $0.name == "haiku-kana" }.map(\.name)) ?? []

  /// Draws a text, each set and each of its ranges with the same chance.
  private func walk<Rules: Constraint>(_ rules: Rules, _ dice: inout Dice) -> String {
    var state = rules.initialState
    var text = ""
    while true {
      guard let step = rules.steps(from: state).randomElement(using: &dice) else { break }
      guard let range = step.scalars.ranges.randomElement(using: &dice),
        let scalar = Unicode.Scalar(UInt32.random(in: range, using: &dice)),
        let next = rules.state(after: scalar, in: state)
      else {
        Issue.record("stuck after \(text)")
        break
      }
      let shortestEnd = rules.shortestEnd(from: next)
      if shortestEnd != step.shortestEnd {
        Issue.record("\(shortestEnd as Any) and not \(step.shortestEnd) to an end after \(text)")
      }
      text.unicodeScalars.append(scalar)
      state = next
    }
    #expect(rules.mayEnd(in: state))
    return text
  }

  @Test("are checked alike by the automaton and by the reading of the rules", arguments: names)
  func agreement(_ name: String) throws {
    let form = try form(name)
    let seed = UInt64.random(in: 1...1_000_000)
    var dice = Dice(seed)
    let table = RhymeTable(.pingshui)
    func check(_ rules: some Constraint) throws {
      var pool: [Unicode.Scalar] = []
      for _ in 0..<20 { pool += walk(rules, &dice).unicodeScalars }
      for _ in 0..<150 {
        var scalars = Array(walk(rules, &dice).unicodeScalars)
        for _ in 0..<(1 + dice.below(2)) {
          let place = dice.below(scalars.count)
          switch dice.below(8) {
          case 0: scalars.remove(at: place)
          case 1: scalars.insert(pool[dice.below(pool.count)], at: place)
          default: scalars[place] = pool[dice.below(pool.count)]
          }
        }
        let text = String(String.UnicodeScalarView(scalars))
        // Poems are generated without such rhymes, and known by them.
        if scalars.contains(where: { table.readings(of: $0).contains(where: \.isAddition) }) {
          continue
        }
        let faults = try form.faults(in: text, FormWishes())
        #expect(faults.isEmpty == rules.allows(text), "seed \(seed): \(text) \(faults)")
      }
    }
    try check(form.constraint(FormWishes()))
  }

  @Test("say where a text breaks which rule")
  func faults() throws {
    // The poem is regular; each text differs from it in one place.
    #expect(try rules("白日依山尽，黄河入海流。欲穷千里目，更上一层门。", "wujue") == ["4:5 rhyme"])
    #expect(try rules("白日依山尽，黄河入海流。欲穷千里目，更上一层流。", "wujue") == ["4:5 rhyme-word"])
    #expect(try rules("白日依山尽，黄河入海流，欲穷千里目，更上一层楼。", "wujue") == ["2:6 punctuation"])
    #expect(try rules("白日依山尽，黄海入海流。欲穷千里目，更上一层楼。", "wujue") == ["2:2 tone"])
    #expect(try rules("白日依山尽，海河入海流。欲穷千里目，更上一层楼。", "wujue") == ["2:1 gu-ping"])
    #expect(try rules("白日依山尽，黄河入海流。欲穷千里目，更上高层楼。", "wujue") == ["4:3 san-ping-wei"])
    #expect(try rules("白日依山，黄河入海流。欲穷千里目，更上一层楼。", "wujue") == ["1:5 length"])
    #expect(try rules("白日依山尽，黄河入海流。", "wujue") == ["3:1 lines"])
    let refrain = "常记溪亭日暮。沉醉不知归路。兴尽晚回舟，误入藕花深处。争渡，争去，惊起一滩鸥鹭。"
    #expect(try rules(refrain, "如梦令") == ["6:2 refrain"])
    var wishes = FormWishes()
    wishes.acrostic = "白黄欲上"
    let found = try form("wujue").faults(in: "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。", wishes)
    #expect(found.map(\.rule) == ["acrostic"] && found.map(\.line) == [4])
  }

  @Test("take an acrostic, rhymes, required and banned words together")
  func wishes() throws {
    var wishes = FormWishes()
    wishes.acrostic = "春夏秋冬"
    wishes.rhymes = ["东"]
    wishes.required = ["明月", "江南"]
    wishes.banned = ["春风", "一"]
    let form = try form("qijue")
    var dice = Dice(3)
    func check(_ rules: some Constraint) throws {
      for _ in 0..<200 {
        let text = walk(rules, &dice)
        #expect(try form.faults(in: text, wishes) == [], "\(text)")
        #expect(text.contains("明月") && text.contains("江南"))
        #expect(!text.contains("一") && !text.contains("春风"))
        let rhyme = try #require(text.unicodeScalars.dropLast().last)
        #expect(RhymeTable(.pingshui).readings(of: rhyme).contains { $0.group == 0 })
      }
    }
    try check(form.constraint(wishes))
  }

  @Test("that cannot be met are refused with the reason")
  func refused() throws {
    func problem(_ change: (inout FormWishes) -> Void) throws -> String? {
      var wishes = FormWishes()
      change(&wishes)
      do { _ = try form("wujue").constraint(wishes) } catch let error as ConstraintError {
        return error.problem
      }
      return nil
    }
    #expect(
      try problem { $0.acrostic = "春夏秋冬日" }
        == "the acrostic has 5 characters, and the form 4 lines")
    #expect(
      try problem { $0.rhymes = ["x"] }
        == "x is no rhyme of 平水韵, and no character that it has")
    #expect(
      try problem { $0.rhymes = ["月"] } == "no lines of the form can rhyme with 月")
    #expect(
      try problem { $0.required = ["日日日日日"] }
        == "the poem cannot have 日日日日日 and keep the form")
    #expect(
      try problem { $0.acrostic = "春x" } == "the acrostic 春x does not fit: x cannot start line 2")
    #expect(try problem { $0.acrostic = "_夏秋" } == nil)
  }

  @Test("never enter a rhyme with too few characters in the alphabet of a model")
  func alphabet() throws {
    let text = "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。人生如梦里，来去东风中。"
    let rules = try VerseConstraint(#require(try form("wujue") as? VerseForm))
      .restricted(to: Alphabet(scalars: ScalarSet(scalars: text.unicodeScalars)))
    let form = try form("wujue")
    var dice = Dice(5)
    for _ in 0..<300 {
      let poem = walk(rules, &dice)
      #expect(try form.faults(in: poem, FormWishes()) == [], "\(poem)")
    }
    let few = Alphabet(scalars: ScalarSet(scalars: "白日依山尽黄河入海流，。".unicodeScalars))
    let problem = "no poem of the form can be written with the characters of the model"
    #expect(throws: ConstraintError(problem)) {
      try rules.restricted(to: few)
    }
  }

  @Test("count the characters that are spelled in bytes")
  func bytes() throws {
    let rules = try VerseConstraint(#require(try form("wujue") as? VerseForm))
      .restricted(to: Alphabet(scalars: .none, spellsBytes: true))
    #expect(rules.shortestEnd(from: rules.initialState) == 3 * 24)
  }
}

@Suite("Files of verse forms")
struct VerseFileTests {
  @Test("give lines of several lengths, marks, refrains and no repeated characters")
  func free() throws {
    let form = try Forms.form(
      yaml: #"""
        name: song
        characters: 'ab\p{Han}'
        distinct-characters: line
        words: [山水]
        stanzas:
          - - 2-3，
            - "3[。！]"
          - - 2-4，
            - =2。
        """#)
    let wishes = FormWishes()
    #expect(try form.faults(in: "ab，山水a！\nba，山水a。", wishes) == [])
    #expect(try form.faults(in: "aa，山水a！\nba，山水a。", wishes).map(\.rule) == ["repeated-character"])
    let rules = try form.constraint(wishes)
    #expect(rules.check("ab，山水a！\nba，山水a。").isAllowed)
    #expect(!rules.check("ab，山水a！\nba，山水b。").isAllowed)
    #expect(!rules.check("ab，山水a！\nbb，山水a。").isAllowed)
    #expect(!rules.check("ab，b水a！\nba，b水a。").isAllowed)
    #expect(rules.check("ab，ba").isPrefix)
  }

  @Test(
    "that are wrong are refused with line and column",
    arguments: [
      ("name: x\nlines: [7-]", "2:9: "), ("name: x\nline: [7]", "2:1: line is unknown"),
      ("name: x\nlines:\n  - 平仄，\n  - =3。", "4:5: = needs the number of an earlier line"),
      ("name: x\nlines:\n  - 平人，", "3:5: 人 is no mark"), ("name: [", "2:1: is not YAML"),
      ("name: x\nkind: waltz\nlines: [7]", "kind: waltz is unknown"),
      ("name: x\navoid: [gu]\nlines: [7]", "2:9: gu is unknown"),
      ("name: x\nlines: [2-3, 4]", "line 1 has no fixed length"),
    ])
  func wrong(_ yaml: String, _ message: String) throws {
    let error = #expect(throws: ConstraintError.self) { try Forms.form(yaml: yaml) }
    #expect("\(try #require(error))".contains(message))
  }
}
