import Testing

import CharCorpus

@Suite("Languages")
struct LanguageTests {
  /// A few plain sentences in each, written for this test.
  static let samples: [(String, String)] = [
    (
      "English",
      "The boat lay on the beach and the children were there with their father. It was not far from the house, and they had been in it all day."
    ),
    (
      "German",
      "Das Boot lag am Strand, und die Kinder waren mit dem Vater dort. Es war nicht weit von dem Haus, und sie sind auch am Abend noch nicht nach Hause gegangen."
    ),
    (
      "French",
      "Le bateau était sur la plage et les enfants sont venus avec leur père. Il ne veut pas que la nuit vienne, mais elle est déjà dans les arbres, et il le sait."
    ),
    (
      "Spanish",
      "El barco estaba en la playa y los niños venían con su padre. No era muy tarde, pero la noche ya se veía en el mar, y por eso se fueron a la casa."
    ),
    (
      "Portuguese",
      "O barco estava na praia e as crianças vieram com o seu pai. Não era tarde, mas a noite já se via no mar, e por isso foram para casa com uma lanterna."
    ),
    (
      "Italian",
      "La barca era sulla spiaggia e i bambini venivano con il padre. Non era tardi, ma la notte si vedeva già nel mare, e per questo andarono alla casa della nonna."
    ),
    (
      "Dutch",
      "De boot lag op het strand en de kinderen waren daar met hun vader. Het was niet ver van het huis, maar ze zijn er de hele dag niet in geweest, want ik had het gezegd."
    ),
    (
      "Polish",
      "Łódź leżała na plaży, a dzieci były tam z ojcem. Nie było to daleko od domu, ale już się ściemniało i tylko jego głos było słychać przez las."
    ),
    (
      "Turkish",
      "Tekne sahildeydi ve çocuklar babaları ile geldi. Ev çok uzak değildi ama gece olmuştu ve bir şey görünmüyordu, bu yüzden daha sonra eve gittiler."
    ),
    (
      "Russian",
      "Лодка лежала на берегу, и дети были там с отцом. Это было не так далеко от дома, но уже темнело, и мы не знали, что же он скажет."
    ),
    (
      "Ukrainian",
      "Човен лежав на березі, і діти були там з батьком. Це було не так далеко від дому, але вже темніло, і ми не знали, що він скаже."
    ),
    ("Japanese", "小さな舟が浜に置いてあった。子どもたちは父と一緒に来ていた。家はそれほど遠くなかったが、もう暗くなっていた。"),
    ("Chinese, simplified", "小船停在海边，孩子们和父亲在一起。离家不远，但是天已经黑了，他们说还没有开灯，问我为什么。"),
    ("Chinese, traditional", "小船停在海邊，孩子們和父親在一起。離家不遠，但是天已經黑了，他們說還沒有開燈，問我為什麼。"),
    ("Korean", "작은 배가 바닷가에 있었다. 아이들은 아버지와 함께 왔다. 집은 멀지 않았지만 이미 어두워지고 있었다."),
    ("Greek", "Η βάρκα ήταν στην παραλία και τα παιδιά ήρθαν με τον πατέρα τους."),
    (
      "Arabic",
      "كان القارب على الشاطئ وجاء الأطفال مع أبيهم. لم يكن البيت بعيدا عن البحر، لكن الليل قد حل في القرية."
    ),
    (
      "Persian",
      "قایق در ساحل بود و بچه‌ها با پدر خود آمدند. خانه از آن جا دور نبود که شب شد و چراغ را روشن کرد."
    ),
    ("Hindi", "नाव किनारे पर थी और बच्चे पिता के साथ आए। घर से यह दूर नहीं था कि रात हो गई और सब ने दीया जलाया है।"),
  ]

  @Test("A few sentences are enough for the languages that it knows", arguments: samples)
  func known(_ language: String, _ text: String) {
    let shares = LanguageEstimate.shares(of: text.unicodeScalars.map(\.value))
    #expect(shares.first?.name == language)
  }

  @Test("Words without small ones are counted for their script")
  func unknown() {
    let text = "emma olivia ava isabella sophia charlotte mia amelia harper evelyn abigail emily"
    let shares = LanguageEstimate.shares(of: text.unicodeScalars.map(\.value))
    #expect(shares.map(\.name) == ["other, Latin script"])
  }
}
