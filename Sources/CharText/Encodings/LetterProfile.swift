/// The weights of the letters of a language, or of several that share them.
///
/// A text decoded correctly consists of these letters; decoded wrongly, of rare letters, symbols
/// and other scripts.
struct LetterProfile {
  /// The weights by scalar: at most about 1, negative for very rare letters.
  private var weights: [UInt32: Double] = [:]
  /// The weight of other letters of the script, and of other scalars.
  private let (other, foreign): (Double, Double)
  private let script: ScriptKind
  /// Letters that nearly every word has, and their least share.
  private var accents: (letters: Set<UInt32>, share: Double)?

  /// Creates a profile of letters of equal weight.
  private init(_ script: ScriptKind, _ letters: String, other: Double) {
    self.script = script
    self.other = other
    foreign = -1.2
    for letter in letters.unicodeScalars { weights[letter.value] = 1 }
  }

  /// Creates a profile of letters in descending order of frequency.
  private init(_ script: ScriptKind, byFrequency letters: String) {
    self.init(script, "", other: -1)
    let scalars = Array(letters.unicodeScalars)
    for (rank, letter) in scalars.enumerated() {
      weights[letter.value] = 1.2 - 1.6 * Double(rank) / Double(scalars.count - 1)
    }
  }

  /// Returns the weight of a scalar beyond ASCII.
  func weight(of scalar: UInt32) -> Double {
    if let weight = weights[scalar] { return weight }
    if let lower = ScriptKind.lowercase(scalar), let weight = weights[lower] { return weight - 0.3 }
    switch ScriptKind(of: scalar) {
    case script: return other
    case .punctuation: return scalar >= 0x2013 && scalar <= 0x2026 ? 0.7 : 0.3
    case .idealPunctuation: return script.isIdeographic ? 0.5 : foreign
    case .broken: return -3
    default: return foreign
    }
  }

  /// Returns the profile of a language whose texts have accents.
  ///
  /// - Parameters:
  ///   - accents: Letters that nearly every word has.
  ///   - share: Their least share of the characters beyond ASCII.
  /// - Returns: The profile.
  private func with(accents: String, share: Double) -> LetterProfile {
    var profile = self
    profile.accents = (Set(accents.unicodeScalars.map(\.value)), share)
    return profile
  }

  /// Returns whether letters that nearly every word of the language has are missing.
  func lacksAccents(_ counts: [UInt32: Int]) -> Bool {
    guard let accents else { return false }
    let found = accents.letters.reduce(0) { $0 + counts[$1, default: 0] }
    return Double(found) < accents.share * Double(counts.values.reduce(0, +))
  }

  static let all: [LetterProfile] =
    latin + [vietnamese] + cyrillic + others + [simplified, traditional, japanese, korean]

  /// Vietnamese, half of whose letters beyond ASCII have a mark of tone on another mark, or below.
  private static let vietnamese: LetterProfile = {
    let tones = "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
    return LetterProfile(.latin, "àáâãèéêìíòóôõùúýăđĩũơư" + tones, other: -0.6)
      .with(accents: tones, share: 0.2)
  }()

  private static let latin = [
    "éèàêçâîôûùëïœæü", "äöüß", "áéíóúñü", "áàâãéêíóôõúç", "àèéìòùî", "åäöæøé", "ëïéèöüó",
    "áðéíóúýþæö", "àçèéíïòóúü", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű",
    "ăâîşţșț", "čćđšž", "çğıöşüâîİ", "ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž",
  ].map { LetterProfile(.latin, $0, other: -0.6) }

  private static let cyrillic = [
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "оанивітерслкудмпзяьбгйчїхюжєшцщфґ",
    "аоиетнрсвлкпдмзяубгчъщжхцшюйьф", "аоиенрстјувкдмлпгзбчњцжшљћђхџф",
  ].map { LetterProfile(.cyrillic, byFrequency: $0) }

  private static let others = [
    LetterProfile(.greek, byFrequency: "αοιετσνηυρπκμλςγδάόίέθήφχύωώβξζψϊϋΐΰ")
      .with(accents: "άέήίόύώΆΈΉΊΌΎΏ", share: 0.04),
    LetterProfile(.hebrew, byFrequency: "יוהלאתרבשמנדקחעםפטסגצכזןךףץ"),
    LetterProfile(.arabic, byFrequency: "اليمنوترهبكسدعفقةحجأشصىخطضذثزغإءظآئؤ"),
    LetterProfile(
      .thai,
      byFrequency: "านรอกเงมยลว่ดทสต้ะปัีิบคหแำจพชขใุไูึโ์ืผ็ธศซณถฉษญฟฐฝฎภฒฏๆฬฆ"),
  ]

  private static let simplified = LetterProfile(
    .han,
    """
    我的了他你一不是在这有们个人来吗要她很上到里去会子没说天想那时为什看好得能下大多做道以都可家着生也知过给点起事车出学对就和开\
    把自喜吃欢见年小话作还本发地打间意些该回前请然书只现样用语太于经常后中从让所明问法候便成而工日儿真最老面钱走心被觉晚十今行孩手听己\
    但认正国电应已信几三之再亲告怎早房哪又如高您头无比别两定气它阿相住长跟西每东果何名公感机昨帮快诉必买门外女当非需因谁进题新父英同将\
    少任友母次望完饭字物月等放全花记分总方球眼白水火士种件许美乎力更关写周二像情笑错却须动加叫男吧爱音声文读死第睡才妈路教难兴游找试受理\
    喝待远照坐直色呢酒近离期解四站狗决忙身口午实校乐条张者重带怕活通五议其并结始希医似雨师向场服九久论七留表确甚边空使习拿清计单衣步提故\
    穿星世失交变位六满思先此命准玩弟笔钟包接且言平安指息视轻班城算立考约园答助马利光主店岁忘识处建讲风部入保市病红影办容业合原由船易八目\
    山春秋夜江君云归寒落旧千万青林海流飞古草客客尽愁府政民社经济体系统制度发展数据民众政策
    """, other: -0.35)

  private static let traditional = LetterProfile(
    .han,
    """
    我的了他你一不是在這有們個人麼來嗎要她很上到裡裏去會子沒說天想那時為爲什看好得能下大多做道以都可家著生也知過給點起事車出學對就和\
    開把自喜吃歡見年小話作還本發地打間意些該回前請然書只現樣用語太於經常後中從讓所明問法候便成而工日兒真最老面錢走心被覺晚十今行孩手聽\
    己但認正國電應已信幾三之再親告怎早房哪又如高您頭無比別兩定氣它阿相住長跟西每東果何名公感機昨幫快訴必買門外女當非需因誰進題新父英同\
    將少任友母次望完飯字物月等放全花記分總方球眼白水火士種件許美乎力更關寫周二像情笑錯卻須動加叫男吧愛音聲文讀死第睡才媽路教難興遊找試\
    受理喝待遠照坐直色呢酒近離期解四站狗決忙身口午實校樂條張者重帶怕活通五議其並結始希醫似雨師向場服九久論七留表確甚邊空使習拿清計單衣\
    步提故穿星世失交變位六滿思先此命準玩弟筆鐘包接且言平安指息視輕班城算立考約園答助馬利光主店歲忘識處建講風部入保市病紅影辦容業合原由船\
    易八目山春秋夜江君雲歸寒落舊千萬青林海流飛古草客盡愁府政民社經濟體系統制度展數據
    """, other: -0.35)

  private static let japanese: LetterProfile = {
    var profile = LetterProfile(.han, "", other: -0.25)
    for scalar in UInt32(0x3041)...0x3093 { profile.weights[scalar] = 1 }
    for scalar in UInt32(0x30A1)...0x30FC { profile.weights[scalar] = 0.6 }
    for scalar in UInt32(0xFF61)...0xFF9F { profile.weights[scalar] = -0.8 }
    let kanji = """
      日一人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木\
      聞食車何南万毎白天母火右読友左休父雨国会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思家世\
      多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住無真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早\
      映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢\
      私彼誰君僕達春昔村老翁竹取
      """
    for scalar in kanji.unicodeScalars { profile.weights[scalar.value] = 0.6 }
    return profile
  }()

  private static let korean = LetterProfile(
    .hangul,
    """
    이다는의에을가고하지도한로은기를사아그나자시리어인대서있만수들보해게으일라정스과것오장여러전구면주상부제소우없거동무성비원치와안\
    유조신말내문위국적모세선생요경계관실저영방공미간연습니까더또마음때람집학교년월늘좋할였었했겠않같데며든난물바람산강길봄여름가을겨울눈비
    """, other: -0.15)
}
