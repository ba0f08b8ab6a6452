/// Kinds of things that Chinese characters name, which answer each other in parallel lines (对仗).
///
/// The table is small and our own: characters that are one kind in most poems.
enum WordClass: String, CaseIterable, Sendable {
  case number = "一二三四五六七八九十百千万亿两双半几数孤独"
  case color = "红赤朱丹绛黄金青碧绿翠苍蓝紫白素皓银黑玄乌墨"
  case direction = "东西南北上下左右前后中内外里边"
  case time = "春夏秋冬朝暮晨夕晓夜昼宵年岁时昔今古"
  case sky = "天日月星云风雨雪霜露霞烟雾雷虹"
  case land = "山水江河湖海溪泉川波浪潮石岭峰岩谷原野沙洲岸路地"
  case plant = "花草木树林柳松竹梅兰菊荷莲桃李杏杨枫桂苔叶枝芳"
  case animal = "鸟燕莺雁鹤鸥鹭鸦鹊鸡犬马牛羊虎龙鱼猿鹿蝉蝶蜂萤"
  case building = "楼台亭阁堂庭院门窗户阶宫殿城寺村家屋桥关塞"
  case body = "头心眼目眉手足面身肠发鬓骨颜"
  case person = "人客君子臣翁僧王将妾友兄弟儿女仙"
  case negation = "不无未非莫没"

  /// True for classes of things, which answer each other too.
  var isThing: Bool {
    switch self {
    case .number, .color, .direction, .negation: false
    case .time, .sky, .land, .plant, .animal, .building, .body, .person: true
    }
  }

  private static let classes: [Unicode.Scalar: WordClass] = {
    var classes: [Unicode.Scalar: WordClass] = [:]
    for kind in allCases {
      for scalar in kind.rawValue.unicodeScalars { classes[scalar] = kind }
    }
    return classes
  }()

  /// The class of a character; nil if the table lacks it.
  init?(_ scalar: Unicode.Scalar) {
    guard let found = Self.classes[scalar] else { return nil }
    self = found
  }
}
