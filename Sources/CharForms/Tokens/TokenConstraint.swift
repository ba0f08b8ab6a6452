public import CharText
internal import Synchronization

/// A constraint on the tokens of a vocabulary: bytes, characters, or clusters of characters.
public struct TokenConstraint: Sendable {
  /// A state of the constraint, and the bytes of a character that is not complete.
  public struct State: Hashable, Sendable {
    fileprivate var rules: Int
    fileprivate var bytes: [UInt8] = []
  }

  /// The choices in states that were met.
  private struct KnownChoices {
    /// By the number of the state, where no character is begun.
    private var whole: [TokenChoices?] = []
    private var begun: [State: TokenChoices] = [:]
    private(set) var count = 0

    subscript(state: State) -> TokenChoices? {
      guard state.bytes.isEmpty else { return begun[state] }
      return state.rules < whole.count ? whole[state.rules] : nil
    }

    mutating func insert(_ choices: TokenChoices, _ state: State) {
      count += 1
      guard state.bytes.isEmpty else { return begun[state] = choices }
      while whole.count <= state.rules { whole.append(nil) }
      whole[state.rules] = choices
    }
  }

  /// The tokens of one character each, and the first bytes of characters, by the set of a step.
  private struct TokenSets {
    typealias Tokens = (tokens: [Token], leads: [UInt8])

    /// The tokens of sets with numbers below 1,024, which are most.
    private var small = [Tokens?](repeating: nil, count: 1024)
    private var others: [Int: Tokens] = [:]

    subscript(label: Int) -> Tokens? {
      get { small.indices.contains(label) ? small[label] : others[label] }
      set {
        if small.indices.contains(label) {
          small[label] = newValue
        } else {
          others[label] = newValue
        }
      }
    }
  }

  private final class Cache: Sendable {
    let choices = Mutex(KnownChoices())
    let sets = Mutex(TokenSets())
    /// The tokens of steps that many states have; the steps stay alive, so that no others get their identity.
    let lists = Mutex<[ObjectIdentifier: (steps: SharedSteps, groups: TokenGroups)]>([:])
  }

  /// The number of states whose choices are kept.
  private static let mostKept = 50_000

  private let rules: NumberedConstraint
  private let vocabulary: Vocabulary
  private let direction: ReadingDirection
  private let cache = Cache()
  /// Tokens of one character, by the character.
  private let singles: [(scalar: UInt32, token: Token)]
  /// The character of each token that is one; nil for others.
  private let characters: [Unicode.Scalar?]
  /// Tokens of several characters.
  private let clusters: [(token: Token, scalars: [Unicode.Scalar])]
  /// The token of the byte 0; nil if the vocabulary has no bytes.
  private let firstByte: Token?

  /// Makes a constraint on tokens.
  ///
  /// - Parameters:
  ///   - rules: the constraint on characters.
  ///   - vocabulary: the tokens.
  ///   - direction: the direction in which tokens are read; backward, the constraint is on the characters of a
  ///     text from its last to its first, and characters are not spelled in bytes.
  /// - Throws: ``ConstraintError`` if no text of these tokens is allowed.
  public init(
    _ rules: some Constraint, _ vocabulary: Vocabulary, _ direction: ReadingDirection = .forward
  ) throws {
    var singles: [(scalar: UInt32, token: Token)] = []
    var clusters: [(token: Token, scalars: [Unicode.Scalar])] = []
    for (index, entry) in vocabulary.entries.enumerated() {
      let token = Vocabulary.firstPiece + Token(index)
      switch entry {
      case .byte, .condition: continue
      case .piece(let bytes):
        let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        if scalars.count == 1 {
          singles.append((scalars[0].value, token))
        } else {
          clusters.append((token, direction == .forward ? scalars : scalars.reversed()))
        }
      }
    }
    var characters = [Unicode.Scalar?](repeating: nil, count: vocabulary.count)
    for single in singles { characters[Int(single.token)] = Unicode.Scalar(single.scalar) }
    self.characters = characters
    singles.sort { $0.scalar < $1.scalar }
    self.vocabulary = vocabulary
    self.singles = singles
    self.clusters = clusters
    self.direction = direction
    let spellsBytes = direction == .forward && vocabulary.spellsBytes
    firstByte = spellsBytes ? vocabulary.firstByte : nil
    let alphabet = Alphabet(
      scalars: ScalarSet(singles.map { $0.scalar...$0.scalar }),
      inClusters: ScalarSet(scalars: clusters.flatMap(\.scalars)),
      spellsBytes: spellsBytes)
    self.rules = .numbering(try rules.restricted(to: alphabet))
  }

  /// The state before the first token.
  public var initialState: State { State(rules: 0) }

  /// Returns the state after a token.
  ///
  /// - Parameters:
  ///   - token: the token.
  ///   - state: the state before it.
  /// - Returns: the state after it; nil if the token is not allowed.
  public func state(after token: Token, in state: State) -> State? {
    if let scalar = characters[Int(token)] {
      guard state.bytes.isEmpty else { return nil }
      return rules.state(scalar, state.rules).map { State(rules: $0) }
    }
    switch vocabulary.entry(of: token) {
    case .piece(let piece):
      guard state.bytes.isEmpty else { return nil }
      var next = state.rules
      let scalars = String(decoding: piece, as: UTF8.self).unicodeScalars
      for scalar in direction == .forward ? Array(scalars) : scalars.reversed() {
        guard let after = rules.state(scalar, next) else { return nil }
        next = after
      }
      return State(rules: next)
    case .byte(let byte):
      let bytes = state.bytes + [byte]
      guard let range = Self.scalars(startingWith: bytes) else { return nil }
      guard bytes.count == range.length else { return State(rules: state.rules, bytes: bytes) }
      guard let scalar = Unicode.Scalar(range.scalars.lowerBound) else { return nil }
      return rules.state(scalar, state.rules).map { State(rules: $0) }
    case .condition, nil: return nil
    }
  }

  /// Returns the number of tokens that the shortest way to an end needs.
  ///
  /// - Parameter state: a state.
  /// - Returns: the number; nil if there is no way.
  public func shortestEnd(from state: State) -> Int? {
    state.bytes.isEmpty
      ? rules.shortestEnd(state.rules)
      : choices(in: state).groups.map(\.shortestEnd).min().map { $0 + 1 }
  }

  /// Returns the tokens that may come next, after each of which there is a way to an end.
  ///
  /// - Parameter state: a state.
  /// - Returns: the tokens, which are kept for the next time.
  public func choices(in state: State) -> TokenChoices {
    if let known = cache.choices.withLock({ $0[state] }) { return known }
    let found = findChoices(in: state)
    cache.choices.withLock {
      if $0.count >= Self.mostKept { $0 = KnownChoices() }
      $0.insert(found, state)
    }
    return found
  }

  private func findChoices(in state: State) -> TokenChoices {
    let steps = rules.steps(state.rules)
    guard state.bytes.isEmpty else {
      let groups = byteGroups(after: state.bytes, steps.steps)
      return TokenChoices(TokenGroups(groups), surcharge: 0, omitting: [], mayEnd: false)
    }
    let mayEnd = rules.mayEnd(state.rules)
    // Bytes stand for several characters, and where a cluster leads to only the state tells.
    guard clusters.isEmpty && (firstByte == nil || steps.omitted.isEmpty) else {
      let groups = groups(of: steps.steps) + clusterGroups(in: state)
      return TokenChoices(TokenGroups(groups), surcharge: 0, omitting: [], mayEnd: mayEnd)
    }
    return TokenChoices(
      steps.isShared ? sharedGroups(of: steps.list) : TokenGroups(groups(of: steps.list.steps)),
      surcharge: steps.surcharge, omitting: tokens(of: steps.omitted), mayEnd: mayEnd)
  }

  /// The tokens of steps that many states have.
  private func sharedGroups(of list: SharedSteps) -> TokenGroups {
    let key = ObjectIdentifier(list)
    if let known = cache.lists.withLock({ $0[key]?.groups }) { return known }
    let groups = TokenGroups(groups(of: list.steps))
    cache.lists.withLock {
      if $0.count >= Self.mostKept { $0.removeAll(keepingCapacity: true) }
      $0[key] = (list, groups)
    }
    return groups
  }

  /// The tokens of one character, and the first bytes of characters, of some steps.
  private func groups(of steps: [Step]) -> [TokenGroups.Group] {
    var groups: [TokenGroups.Group] = []
    var leads: [UInt8: Int] = [:]
    groups.reserveCapacity(steps.count)
    cache.sets.withLock { sets in
      for step in steps {
        guard let rest = step.shortestEnd else { continue }
        let set = step.isWhole ? tokens(of: step, &sets) : tokens(of: step.scalars)
        if !set.tokens.isEmpty {
          groups.append(TokenGroups.Group(tokens: set.tokens, shortestEnd: rest))
        }
        for lead in set.leads {
          let cost = rest + Self.length(lead) - 1
          leads[lead] = min(cost, leads[lead] ?? cost)
        }
      }
    }
    if let firstByte {
      for (rest, members) in Dictionary(grouping: leads.sorted { $0.key < $1.key }, by: \.value)
        .sorted(by: { $0.key < $1.key })
      {
        groups.append(
          TokenGroups.Group(tokens: members.map { firstByte + Token($0.key) }, shortestEnd: rest))
      }
    }
    return groups
  }

  /// The tokens of several characters that may come next.
  private func clusterGroups(in state: State) -> [TokenGroups.Group] {
    clusters.compactMap { cluster in
      guard let next = self.state(after: cluster.token, in: state),
        let rest = rules.shortestEnd(next.rules)
      else { return nil }
      return TokenGroups.Group(tokens: [cluster.token], shortestEnd: rest)
    }
  }

  private func byteGroups(after bytes: [UInt8], _ steps: [Step]) -> [TokenGroups.Group] {
    guard let firstByte else { return [] }
    return (UInt8(0x80)...0xBF).compactMap { byte in
      guard let found = Self.scalars(startingWith: bytes + [byte]) else { return nil }
      let rests = steps.lazy.filter { $0.scalars.intersects(found.scalars) }
        .compactMap(\.shortestEnd)
      guard let rest = rests.min() else { return nil }
      return TokenGroups.Group(
        tokens: [firstByte + Token(byte)], shortestEnd: rest + found.length - bytes.count - 1)
    }
  }

  /// The tokens of one character and the first bytes of the characters of a step.
  private func tokens(
    of step: Step, _ sets: inout TokenSets
  ) -> (tokens: [Token], leads: [UInt8]) {
    if let known = sets[step.label] { return known }
    let found = tokens(of: step.scalars)
    sets[step.label] = found
    return found
  }

  private func tokens(of scalars: ScalarSet) -> (tokens: [Token], leads: [UInt8]) {
    (singleTokens(of: scalars), leads(of: scalars))
  }

  /// The tokens of one character that are in a set.
  private func singleTokens(of scalars: ScalarSet) -> [Token] {
    var tokens: [Token] = []
    var index = 0
    for range in scalars.ranges {
      index = singles[index...].partitioning { $0.scalar >= range.lowerBound }
      while index < singles.count, singles[index].scalar <= range.upperBound {
        tokens.append(singles[index].token)
        index += 1
      }
    }
    return tokens
  }

  /// The first bytes of the characters of a set; none if characters are not spelled in bytes.
  private func leads(of scalars: ScalarSet) -> [UInt8] {
    guard firstByte != nil else { return [] }
    return (0...0xF4).filter { lead in
      Self.scalars(startingWith: [lead]).map { scalars.intersects($0.scalars) } ?? false
    }
  }

  /// The tokens of some characters.
  private func tokens(of scalars: [UInt32]) -> [Token] {
    scalars.isEmpty ? [] : scalars.compactMap(single)
  }

  /// The token of one character; nil if there is none.
  private func single(_ scalar: UInt32) -> Token? {
    let index = singles.partitioning { $0.scalar >= scalar }
    return index < singles.count && singles[index].scalar == scalar ? singles[index].token : nil
  }

  private static func length(_ lead: UInt8) -> Int {
    lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }

  /// The characters whose UTF-8 starts with some bytes, and the number of their bytes; nil if there are none.
  private static func scalars(
    startingWith bytes: [UInt8]
  ) -> (scalars: ClosedRange<UInt32>, length: Int)? {
    let lead = bytes[0]
    guard lead < 0x80 || (0xC2...0xF4).contains(lead) else { return nil }
    let length = length(lead)
    guard bytes.count <= length else { return nil }
    var low = length == 1 ? UInt32(lead) : UInt32(lead) & (0x7F >> UInt32(length))
    for byte in bytes.dropFirst() {
      guard (0x80...0xBF).contains(byte) else { return nil }
      low = low << 6 | UInt32(byte & 0x3F)
    }
    let rest = UInt32(6 * (length - bytes.count))
    let least: UInt32 = [0, 0x80, 0x800, 0x10000][length - 1]
    let first = max(low << rest, least)
    let last = min((low + 1) << rest - 1, 0x10FFFF)
    guard first <= last, !(first >= 0xD800 && last <= 0xDFFF) else { return nil }
    return (first...last, length)
  }
}
