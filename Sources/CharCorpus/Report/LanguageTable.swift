/// Features of languages that share a script: frequent short words, and characters that hardly any
/// other language of the script has.
enum LanguageTable {
  struct Entry {
    let name: String
    let script: String
    let words: String
    let characters: String

    init(_ name: String, _ script: String, _ words: String, _ characters: String = "") {
      (self.name, self.script, self.words, self.characters) = (name, script, words, characters)
    }
  }

  static let entries: [Entry] = [
    Entry(
      "English", "Latin",
      "the and of to in that is was he it for with as his on be at by had not are but from have they you which she this were her all we there been"
    ),
    Entry(
      "German", "Latin",
      "der die und das ist nicht ein eine zu den mit sich auf für von dem des im auch es an werden aus er sie ich war wie noch nach wird bei einer",
      "ß"),
    Entry(
      "French", "Latin",
      "le la les des et est une un du que qui dans pour pas sur au avec ce il elle ne se plus par je vous nous mais ou son sa été cette aux",
      "œçêùûî"),
    Entry(
      "Spanish", "Latin",
      "el la los las de que y en un una por con no se su para es al lo como más pero sus le ya este sí porque esta entre cuando muy sin sobre del",
      "ñ¿¡"),
    Entry(
      "Portuguese", "Latin",
      "o a os as de que e do da em um uma para com não se na no por mais dos como mas foi ao ele das tem à seu sua ou ser quando muito nos já está eu",
      "ãõ"),
    Entry(
      "Italian", "Latin",
      "il la di che e è un una per non con in del si le da i dei gli della sono al come più ma anche nel lo alla ha mi se ci questo delle",
      "ìò"),
    Entry(
      "Dutch", "Latin",
      "de het een en van ik te dat die in je is niet op aan met als voor had er maar om hem dan zou wat mijn men dit zo door ze zich bij ook tot zijn"
    ),
    Entry(
      "Polish", "Latin",
      "i w nie na się z do to że jest o jak ale po co tak za od by go mnie już przez czy tylko był jego była przy dla",
      "łżźśćńąę"),
    Entry(
      "Czech", "Latin",
      "a se v na je že to s z do o i ve jsem za by jak ale si po jako tak však od které jeho být byl ještě jen",
      "řěů"),
    Entry(
      "Turkish", "Latin",
      "ve bir bu da de için ile çok ne daha gibi ama o ben var kadar olan mi değil sonra en her şey ki ya oldu",
      "ığş"),
    Entry(
      "Swedish", "Latin",
      "och att det i en som är på för av den med till inte om ett han men var jag sig från vi så kan när hon här eller nu"
    ),
    Entry(
      "Danish or Norwegian", "Latin",
      "og i det at en den til er som på de med han af av for ikke der var mig jeg sig men et har om vi min fra ham ble",
      "øæ"),
    Entry(
      "Finnish", "Latin",
      "ja on ei se että hän oli mutta ovat kuin niin joka ole sen tämä kun myös mitä vain minä sitä tai jos hänen"
    ),
    Entry(
      "Hungarian", "Latin",
      "a az és hogy nem is egy ez csak de volt van meg már még mint ha el azt ki volna akkor mert vagy minden lesz",
      "őű"),
    Entry(
      "Romanian", "Latin",
      "și de în la cu o nu a că pe un din mai care este ce să se ca pentru dar fi au al sau după fost prin",
      "șțţ"),
    Entry(
      "Indonesian or Malay", "Latin",
      "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena tersebut bisa ada mereka lebih sudah atau seperti oleh"
    ),
    Entry(
      "Vietnamese", "Latin",
      "và của là có không một cho được người trong đã với các những này đến như ra khi để tôi anh ông",
      "ơưđạảấầẩậắặẹẻếềệỉịọỏốồộớờợụủứừựỳ"),
    Entry(
      "Latin", "Latin",
      "et in est non ad cum qui ut quod sed ex si quae ab esse sunt hoc aut enim quam atque per nec autem etiam erat"
    ),
    Entry(
      "Russian", "Cyrillic",
      "и в не на что с он как это по но из у за так же от бы его она было к мне ты я только мы",
      "ыэё"),
    Entry(
      "Ukrainian", "Cyrillic",
      "і в не на що з він як це по але із у за так же від би його вона було до та й я ти ми", "іїєґ"
    ),
    Entry(
      "Belarusian", "Cyrillic", "і ў не на што з ён як гэта па але за так ад бы яго яна да", "ў"),
    Entry(
      "Bulgarian", "Cyrillic",
      "и на да се не от за е в че с си това по са как той ще като му но беше ли които към"),
    Entry(
      "Serbian or Macedonian", "Cyrillic",
      "и је у да се на не што за од са су као али то би он нас", "јљњћђџѓќ"),
    Entry(
      "Arabic", "Arabic",
      "في من على أن إلى عن مع هذا لا ما كان التي الذي هذه قد لم ذلك بين كل هو هي",
      "ةىأإ"),
    Entry(
      "Persian", "Arabic", "و در به از که این است را با برای آن یک بود شد می تا بر خود او", "پچژگ"),
    Entry("Urdu", "Arabic", "کے میں ہے کی اور سے کا کو اس نے پر یہ کہ ہیں بھی تھا ایک", "ٹڈڑںےہ"),
    Entry("Hindi", "Devanagari", "है के में की और का से को पर यह कि हैं ने एक नहीं था भी लिए"),
    Entry("Marathi", "Devanagari", "आहे आणि या व हे तो ते होते आहेत एक नाही की त्या होता", "ळ"),
    Entry("Nepali", "Devanagari", "छ र मा को छन् यो पनि थियो हो भने गर्न लागि तर"),
  ]

  /// Scripts that are used almost only by one language.
  static let scripts = [
    "Hangul": "Korean", "Hiragana": "Japanese", "Katakana": "Japanese", "Greek": "Greek",
    "Hebrew": "Hebrew", "Thai": "Thai", "Georgian": "Georgian", "Armenian": "Armenian",
    "Bengali": "Bengali", "Tamil": "Tamil", "Telugu": "Telugu", "Kannada": "Kannada",
    "Malayalam": "Malayalam", "Gujarati": "Gujarati", "Gurmukhi": "Punjabi",
    "Sinhala": "Sinhala", "Khmer": "Khmer", "Lao": "Lao", "Myanmar": "Burmese",
    "Tibetan": "Tibetan", "Ethiopic": "Amharic or Tigrinya", "Mongolian": "Mongolian",
    "Oriya": "Odia",
  ]

  /// Frequent Chinese characters with two forms, of which a text uses only one.
  static let simplified = "们这国说时对会来个为过发动经学还没问进里样开现头实见长间语东车门书马鱼鸟风飞龙万与乐云亲从众传伤"
  static let traditional = "們這國說時對會來個為過發動經學還沒問進裡樣開現頭實見長間語東車門書馬魚鳥風飛龍萬與樂雲親從眾傳傷"
}
