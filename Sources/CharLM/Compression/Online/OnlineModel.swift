/// A model of bytes that starts without knowledge and learns from every bit that it is shown.
///
/// Contexts of several kinds (the last one to eight bytes, words, parts of the last bytes) each predict the next
/// bit from what followed them before. Logistic mixers, which learn as well, combine the predictions. All
/// arithmetic is of integers and of single additions, multiplications and divisions of floats, so both sides of a
/// compressed file have the same numbers on every machine.
struct OnlineModel {
  private static let contexts = 18
  private static let groups =
    (contexts * 3 + 5 + LogisticMixer.Lanes.scalarCount - 1)
    / LogisticMixer.Lanes.scalarCount

  private var text: ByteHistory
  private var tables: [ContextTable]
  private var histories: [AdaptiveProbabilities]
  private var historyIndices = [Int](repeating: 0, count: contexts)
  private var hashes = [UInt32](repeating: 0, count: contexts)
  private var match: MatchModel
  private var longMatch: MatchModel
  private var order0 = AdaptiveProbabilities(count: 256, limit: 255)
  private var inputs = [LogisticMixer.Lanes](repeating: .zero, count: groups)
  private var mixers: [LogisticMixer]
  private var last: LogisticMixer
  private var lastInputs: [LogisticMixer.Lanes] = [.zero]
  private var refinements: [Refinement]
  /// 1 followed by the bits of the byte so far.
  private var prefix = 1
  private var bitsLeft = 8
  private var word: UInt32 = 0
  private var wordBefore: UInt32 = 0
  private var recent: UInt64 = 0
  private var bits = 0

  /// Creates a model.
  ///
  /// - Parameter size: the number of bytes of the text, for the size of the tables.
  init(size: Int) {
    let logSize = max(10, Int.bitWidth - (size | 1).leadingZeroBitCount)
    let logGroups = min(18, logSize)
    text = ByteHistory(logSize: min(22, logSize))
    tables = (0..<Self.contexts).map { _ in ContextTable(logGroups: logGroups) }
    histories = (0..<Self.contexts).map { _ in
      AdaptiveProbabilities(count: BitHistory.count, limit: 255)
    }
    match = MatchModel(least: 5, logPlaces: logGroups)
    longMatch = MatchModel(least: 12, logPlaces: logGroups)
    let sets = [256, 256 * 8, 64 * 8, 256]
    mixers = sets.map { LogisticMixer(inputs: Self.groups, sets: $0, weight: 0.14) }
    last = LogisticMixer(inputs: 1, sets: 256, weight: 1 / Float(sets.count))
    refinements = [Refinement(contexts: 256), Refinement(contexts: 1 << 16)]
    selectContexts()
    predict()
  }

  /// The probability of a one, in 2⁻¹⁶.
  private(set) var probability: UInt32 = 1 << 15

  /// Learns a bit and predicts the next one.
  mutating func update(_ bit: Bool) {
    let y: Float = bit ? 1 : 0
    bits += 1
    let rate: Float = 0.002 + 0.02 / (1 + Float(min(bits, 1 << 24)) / 8192)
    for index in mixers.indices { mixers[index].update(inputs, y, rate: rate) }
    last.update(lastInputs, y, rate: 0.002)
    for index in refinements.indices { refinements[index].update(y) }
    let half = halfPrefix
    for index in 0..<Self.contexts {
      histories[index].update(historyIndices[index], y)
      tables[index][half] = BitHistory.updated(tables[index][half], bit, limit: 62)
    }
    match.update(y)
    longMatch.update(y)
    order0.update(prefix & 255, y)
    prefix = prefix << 1 | (bit ? 1 : 0)
    bitsLeft -= 1
    if bitsLeft == 0 {
      read(UInt8(prefix & 255))
      prefix = 1
      bitsLeft = 8
      selectContexts()
    } else if bitsLeft == 4 {
      for index in 0..<Self.contexts {
        tables[index].select(Self.mix(hashes[index], UInt32(prefix)))
      }
    }
    predict()
  }

  /// 1 followed by the bits of the current half of the byte.
  private var halfPrefix: Int {
    bitsLeft > 4 ? prefix : (1 << (4 - bitsLeft)) | (prefix & ((1 << (4 - bitsLeft)) - 1))
  }

  private mutating func read(_ byte: UInt8) {
    text.append(byte)
    recent = recent << 8 | UInt64(byte)
    let letter = byte | 0x20
    if (0x61...0x7A).contains(letter) || byte >= 0x80 {
      word = (word &+ UInt32(letter)) &* 0x3D4D_51CB
    } else if word != 0 {
      wordBefore = word
      word = 0
    }
    match.read(text)
    longMatch.read(text)
  }

  private static func mix(_ a: UInt32, _ b: UInt32) -> UInt32 {
    var x = (a ^ b &* 0x85EB_CA6B) &* 0xC2B2_AE35
    x ^= x >> 15
    return x &* 0x27D4_EB2F ^ x >> 13
  }

  private func hash(_ kind: UInt32, _ mask: UInt64) -> UInt32 {
    let part = recent & mask
    return Self.mix(
      Self.mix(UInt32(truncatingIfNeeded: part), UInt32(truncatingIfNeeded: part >> 32) &+ kind),
      kind)
  }

  private mutating func selectContexts() {
    let c1 = UInt32(recent & 0xFF)
    hashes = [
      hash(1, 0xFF), hash(2, 0xFFFF), hash(3, 0xFF_FFFF), hash(4, 0xFFFF_FFFF),
      hash(5, 0xFF_FFFF_FFFF), hash(6, 0xFFFF_FFFF_FFFF), hash(7, 0xFF_FFFF_FFFF_FFFF),
      Self.mix(word, 100 &+ c1), Self.mix(Self.mix(word, wordBefore), 101 &+ c1),
      Self.mix(word, 102), Self.mix(wordBefore, Self.mix(c1, 103)),
      hash(8, 0xFF00), hash(9, 0xFF_FF00), hash(10, 0xFF_0000), hash(11, 0xF8F8_F8F8),
      hash(12, 0xE0E0_E0E0_E0E0), hash(13, 0xFF00_FF), Self.mix(hash(14, 0xFFFF), word),
    ]
    for index in 0..<Self.contexts { tables[index].select(hashes[index]) }
  }

  private mutating func predict() {
    let half = halfPrefix
    var position = 0
    var known = 0
    func put(_ inputs: inout [LogisticMixer.Lanes], _ value: Float) {
      inputs[position >> 4][position & 15] = value
      position += 1
    }
    for index in 0..<Self.contexts {
      let node = tables[index][half]
      let history = BitHistory.index(node)
      historyIndices[index] = history
      if BitHistory.seen(node) == 0 {
        put(&inputs, 0)
        put(&inputs, 0)
        put(&inputs, 0)
      } else {
        if index < 7 { known += 1 }
        let p = histories[index][history]
        put(&inputs, p.stretched)
        put(&inputs, (p - 0.5) * 4)
        put(&inputs, BitHistory.probability(node).stretched)
      }
    }
    let (a, b) = match.inputs(prefix, bitsLeft: bitsLeft)
    let (c, d) = longMatch.inputs(prefix, bitsLeft: bitsLeft)
    put(&inputs, a)
    put(&inputs, b)
    put(&inputs, c)
    put(&inputs, d)
    put(&inputs, order0[prefix & 255].stretched)
    let c1 = Int(recent & 0xFF)
    let matched = match.isActive ? min(15, 1 + match.length / 4) : 0
    let sets = [
      prefix & 255, known * 256 + c1,
      (matched * 4 + (longMatch.isActive ? 2 : 0)) * 8 + bitsLeft - 1, Int(recent >> 8 & 0xFF),
    ]
    for index in mixers.indices {
      mixers[index].predict(inputs, set: sets[index])
      lastInputs[0][index] = mixers[index].p.stretched
    }
    last.predict(lastInputs, set: prefix & 255)
    let p0 = last.p
    let x = p0.stretched
    let p1 = refinements[0].refine(x, prefix & 255)
    let p2 = refinements[1].refine(
      x, Int(Self.mix(UInt32(recent & 0xFFFF), UInt32(prefix)) & 0xFFFF))
    let p = (2 * p0 + p1 + p2) / 4
    probability = UInt32(min(65535 - 15, max(16, Int(p * 65536))))
  }
}
