internal import CharIO

/// Makes a grammar of a JSON Schema.
///
/// The texts of the grammar are a part of the valid ones: properties stand in the order of the schema before
/// others, other properties are allowed where the schema names none or says so, all items of `prefixItems` are
/// there, and a schema without a type has values of the types that its keywords are about.
struct SchemaCompiler {
  /// The largest number of schemas, and of combinations of alternatives.
  private static let mostSchemas = 20_000
  private static let mostCombinations = 256
  private static let mostPatterns = 4

  private let reader: SchemaReader
  private var json = JSONText()
  private var rules: [Grammar.Rule] = []
  /// The rule of the schemas that must all hold.
  private var numbers: [[Schema.Reference]: Int] = [:]
  private var open: [(rule: Int, schemas: [Schema.Reference])] = []
  private var generalRules: [String: Int] = [:]

  /// Makes the grammar of a schema.
  ///
  /// - Parameters:
  ///   - root: the schema.
  ///   - whiteSpace: the largest number of white-space characters at a place; 0 is compact JSON.
  /// - Returns: the grammar.
  /// - Throws: ``ConstraintError`` with the path of what is not supported.
  static func grammar(of root: JSON, whiteSpace: Int) throws(ConstraintError) -> Grammar {
    var compiler = SchemaCompiler(SchemaReader(root))
    let reference = compiler.reader.rootReference
    compiler.numbers[[reference]] = compiler.add("#", .nothing)
    compiler.rules[0].place = .path("#")
    compiler.open.append((0, [reference]))
    if whiteSpace > 0 {
      compiler.json.whiteSpace = compiler.add(
        "white space",
        .repetition(.scalars(.any(of: " \t\n\r")), min: 0, max: whiteSpace))
    }
    while let (rule, schemas) = compiler.open.popLast() {
      let schema = try compiler.reader.read(schemas)
      compiler.rules[rule].expression = try compiler.expression(of: schema, combinations: 1)
    }
    return Grammar(rules: compiler.rules)
  }

  private init(_ reader: SchemaReader) { self.reader = reader }

  // MARK: - Rules

  private mutating func add(_ name: String, _ expression: Expression) -> Int {
    rules.append(Grammar.Rule(name: name, expression: expression))
    return rules.count - 1
  }

  /// The rule of values for which all of some schemas hold.
  private mutating func rule(for schemas: [Schema.Reference]) throws(ConstraintError) -> Expression
  {
    var unique: [Schema.Reference] = []
    for schema in schemas where schema.json != .bool(true) && !unique.contains(schema) {
      unique.append(schema)
    }
    if unique.contains(where: { $0.json == .bool(false) }) { return .nothing }
    if unique.isEmpty { return .rule(anyValue) }
    if let known = numbers[unique] { return .rule(known) }
    guard rules.count < Self.mostSchemas else {
      throw ConstraintError("the schema is too large: more than \(Self.mostSchemas) schemas")
    }
    let path = unique[0].path
    let number = add(path, .nothing)
    rules[number].place = .path(path)
    numbers[unique] = number
    open.append((number, unique))
    return .rule(number)
  }

  /// The rule of any value, with the rules that it needs.
  private var anyValue: Int {
    mutating get {
      if let known = generalRules["value"] { return known }
      let value = add("value", .nothing)
      generalRules["value"] = value
      let member = Expression.sequence([.rule(string), json.colon, .rule(value)])
      rules[value].expression = .choice([
        .literal("null"), .literal("true"), .literal("false"), .rule(string), .rule(number),
        list("[", .rule(value), "]"), list("{", member, "}"),
      ])
      return value
    }
  }

  private var string: Int {
    mutating get {
      general("string", .sequence([JSONText.quote, .any(JSONText.character), JSONText.quote]))
    }
  }

  private var character: Int {
    mutating get { general("character", JSONText.character) }
  }

  private var number: Int {
    // Without bounds there is no automaton that could be too large.
    mutating get { general("number", NumberRange.any) }
  }

  private mutating func general(_ name: String, _ expression: @autoclosure () -> Expression) -> Int
  {
    if let known = generalRules[name] { return known }
    let number = add(name, expression())
    generalRules[name] = number
    return number
  }

  /// Any number of parts with commas between.
  private func list(_ open: String, _ part: Expression, _ close: String) -> Expression {
    .sequence([
      .literal(open),
      .optional(.sequence([json.space, part, .any(.sequence([json.comma, part]))])),
      json.space, .literal(close),
    ])
  }

  // MARK: - Schemas

  private mutating func expression(
    of schema: Schema, combinations: Int
  ) throws(ConstraintError) -> Expression {
    var schema = schema
    if schema.allowsNothing { return .nothing }
    if let alternatives = schema.alternatives.popLast() {
      return try expression(of: alternatives, with: schema, combinations)
    }
    if let values = schema.values { return try self.values(values, of: schema) }
    let kinds = schema.usedKinds
    if kinds.count == Schema.Kind.allCases.count, schema.implied.isEmpty, !schema.number.isInteger {
      return .rule(anyValue)
    }
    var parts: [Expression] = []
    for kind in Schema.Kind.allCases where kinds.contains(kind) {
      switch kind {
      case .null: parts.append(.literal("null"))
      case .boolean: parts.append(.choice([.literal("true"), .literal("false")]))
      case .number: parts.append(try schema.number.expression())
      case .string: parts.append(try string(schema))
      case .array: parts.append(try array(schema))
      case .object: parts.append(try object(schema))
      }
    }
    return .choice(parts)
  }

  private mutating func expression(
    of alternatives: Schema.Alternatives, with schema: Schema, _ combinations: Int
  ) throws(ConstraintError) -> Expression {
    if alternatives.isExclusive && alternatives.branches.count > 1 {
      try checkDisjoint(alternatives, schema)
    }
    if schema.isOnlyAlternatives && schema.alternatives.isEmpty {
      var parts: [Expression] = []
      for branch in alternatives.branches { parts.append(try rule(for: [branch])) }
      return .choice(parts)
    }
    guard !schema.chosen.contains(alternatives.path) else {
      throw ConstraintError("refers to itself", at: .path(alternatives.path))
    }
    let combinations = combinations * alternatives.branches.count
    guard combinations <= Self.mostCombinations else {
      throw ConstraintError("too many combinations of alternatives", at: .path(alternatives.path))
    }
    var parts: [Expression] = []
    for branch in alternatives.branches {
      var both = schema
      both.chosen.insert(alternatives.path)
      try reader.add(branch, to: &both)
      parts.append(try expression(of: both, combinations: combinations))
    }
    return .choice(parts)
  }

  /// Checks that no value is valid for two of the alternatives.
  private func checkDisjoint(
    _ alternatives: Schema.Alternatives, _ schema: Schema
  ) throws(ConstraintError) {
    var branches: [Schema] = []
    for branch in alternatives.branches {
      var both = schema
      both.alternatives = []
      try reader.add(branch, to: &both)
      branches.append(both)
    }
    for (index, branch) in branches.enumerated() {
      for other in branches[..<index] where try !areDisjoint(branch, other, depth: 0) {
        throw ConstraintError(
          "is supported only if the types, values or a required property of the branches differ",
          at: .path(alternatives.path))
      }
    }
  }

  private func areDisjoint(_ a: Schema, _ b: Schema, depth: Int) throws(ConstraintError) -> Bool {
    if a.allowsNothing || b.allowsNothing { return true }
    if let values = a.values, let others = b.values {
      return !values.contains { value in others.contains { isSame(value, $0) } }
    }
    // Only values that are written have to differ: those of the kinds that are used.
    let common = a.usedKinds.intersection(b.kinds).union(b.usedKinds.intersection(a.kinds))
    if common.isEmpty { return true }
    guard common == [.object], depth < 4 else { return false }
    for name in a.required where b.required.contains(name) {
      let (left, right) = (named(name, a), named(name, b))
      guard !left.isEmpty, !right.isEmpty else { continue }
      let schemas = (try reader.read(left), try reader.read(right))
      if schemas.0.alternatives.isEmpty, schemas.1.alternatives.isEmpty,
        try areDisjoint(schemas.0, schemas.1, depth: depth + 1)
      {
        return true
      }
    }
    return false
  }

  private func named(_ name: [UInt8], _ schema: Schema) -> [Schema.Reference] {
    schema.properties.flatMap { $0.named.filter { $0.name == name }.map(\.schema) }
  }

  /// True if two values are equal, as far as can be told; numbers are equal however they are written.
  private func isSame(_ a: JSON, _ b: JSON) -> Bool {
    switch (a, b) {
    case (.number(let a), .number(let b)):
      guard let a = Decimal(a), let b = Decimal(b) else { return true }
      return a == b
    case (.array, .array), (.object, .object): return true
    default: return a == b
    }
  }

  // MARK: - Values

  private func values(_ values: [JSON], of schema: Schema) throws(ConstraintError) -> Expression {
    var parts: [Expression] = []
    let kinds = schema.kinds
    func contains(_ value: JSON) throws(ConstraintError) -> Bool {
      switch value {
      case .null: return kinds.contains(.null)
      case .bool: return kinds.contains(.boolean)
      case .number(let text):
        guard kinds.contains(.number) else { return false }
        if let number = Decimal(text), let isMember = schema.number.contains(number) {
          return isMember
        }
      case .string(let bytes):
        guard kinds.contains(.string) else { return false }
        if schema.formats.isEmpty {
          let text = String(decoding: bytes, as: UTF8.self)
          return text.unicodeScalars.count >= schema.minLength
            && text.unicodeScalars.count <= schema.maxLength ?? .max
            && schema.patterns.allSatisfy { $0.accepts(text) }
        }
      case .array:
        guard kinds.contains(.array) else { return false }
        if !schema.implied.contains(.array) { return true }
      case .object:
        guard kinds.contains(.object) else { return false }
        if !schema.implied.contains(.object) { return true }
      }
      throw ConstraintError(
        "enum and const are not supported together with these keywords", at: .path(schema.path))
    }
    for value in values where try contains(value) { parts.append(json.value(value)) }
    return .choice(parts)
  }

  private mutating func string(_ schema: Schema) throws(ConstraintError) -> Expression {
    if let maxLength = schema.maxLength, maxLength < schema.minLength { return .nothing }
    let isBounded = schema.minLength > 0 || schema.maxLength != nil
    let content: Expression
    if schema.patterns.isEmpty, schema.formats.isEmpty {
      guard isBounded else { return .rule(string) }
      content = .repetition(.rule(character), min: schema.minLength, max: schema.maxLength)
    } else if schema.patterns.isEmpty, schema.formats.count == 1, !isBounded {
      content = schema.formats[0]
    } else {
      var automata = schema.patterns
      do {
        for format in schema.formats { automata.append(try DFA(format)) }
        if isBounded {
          automata.append(
            try DFA(.repetition(.scalars(.all), min: schema.minLength, max: schema.maxLength)))
        }
        content = try DFA.intersection(automata).graph(JSONText.character)
      } catch {
        throw ConstraintError(error.problem, at: .path(schema.path))
      }
    }
    return .sequence([JSONText.quote, content, JSONText.quote])
  }

  // MARK: - Arrays

  private mutating func array(_ schema: Schema) throws(ConstraintError) -> Expression {
    if let maxItems = schema.maxItems, maxItems < schema.minItems { return .nothing }
    var prefix: [Expression] = []
    let prefixCount = schema.items.map(\.prefix.count).max() ?? 0
    let rests = schema.items.compactMap(\.rest)
    for index in 0..<min(prefixCount, schema.maxItems ?? .max) {
      let schemas = schema.items.compactMap {
        $0.prefix.indices.contains(index) ? $0.prefix[index] : $0.rest
      }
      // An item that cannot be there ends the array.
      if schemas.contains(where: { $0.json == .bool(false) }) { break }
      prefix.append(try rule(for: schemas))
    }
    let isShort = prefix.count < prefixCount
    let isOpen = !isShort && (prefixCount == 0 || !rests.isEmpty || schema.minItems > prefixCount)
    let rest = isOpen ? try rule(for: rests) : .nothing
    let least = max(0, schema.minItems - prefix.count)
    let most = schema.maxItems.map { max(0, $0 - prefix.count) }
    guard isOpen || least == 0 else { return .nothing }
    var parts: [Expression] = [.literal("[")]
    for (index, item) in prefix.enumerated() {
      parts += [index == 0 ? json.space : json.comma, item]
    }
    if isOpen, most != 0 {
      let next = Expression.sequence([json.comma, rest])
      if prefix.isEmpty {
        let some = Expression.sequence([
          json.space, rest,
          .repetition(next, min: max(0, least - 1), max: most.map { $0 - 1 }),
        ])
        parts.append(least > 0 ? some : .optional(some))
      } else {
        parts.append(.repetition(next, min: least, max: most))
      }
    }
    return .sequence(parts + [json.space, .literal("]")])
  }

  // MARK: - Objects

  private mutating func object(_ schema: Schema) throws(ConstraintError) -> Expression {
    if let most = schema.maxProperties, most < schema.minProperties { return .nothing }
    let nameRules = try names(schema.names)
    var declared: [[UInt8]] = []
    var seen: Set<[UInt8]> = []
    for name in schema.properties.flatMap({ $0.named.map(\.name) }) + schema.required
    where seen.insert(name).inserted {
      declared.append(name)
    }
    // A node is a number of declared names that are passed and one of members so far.
    let most = schema.maxProperties
    let counted = max(1, most ?? schema.minProperties)
    let width = counted + 1
    guard (declared.count + 1) * width < Network.largest else {
      throw ConstraintError("too many combinations of properties", at: .path(schema.path))
    }
    var graph = Expression.Graph(nodeCount: (declared.count + 1) * width, edges: [], finals: [])
    func next(_ count: Int) -> Int? { count == most ? nil : min(count + 1, counted) }
    func lead(_ count: Int) -> Expression { count == 0 ? json.space : json.comma }
    for (place, name) in declared.enumerated() {
      let text = String(decoding: name, as: UTF8.self)
      let isAllowed = nameRules.allSatisfy { $0.accepts(text) }
      let value = isAllowed ? try rule(for: schemas(of: name, text, schema)) : .nothing
      let member = Expression.rule(
        add(
          "\(schema.path)/properties/\(text)",
          .sequence([JSONText.string(name), json.colon, value])))
      for count in 0...counted {
        let from = place * width + count
        if !schema.required.contains(name) {
          graph.edges.append(.init(from: from, label: nil, to: from + width))
        }
        if let next = next(count) {
          graph.edges.append(
            .init(
              from: from, label: .sequence([lead(count), member]),
              to: (place + 1) * width + next))
        }
      }
    }
    let others = try otherMembers(schema, declared, nameRules)
    let last = declared.count * width
    for count in 0...counted {
      if let others, let next = next(count) {
        graph.edges.append(
          .init(from: last + count, label: .sequence([lead(count), others]), to: last + next))
      }
      if count >= schema.minProperties { graph.finals.append(last + count) }
    }
    return .sequence([.literal("{"), .graph(graph), json.space, .literal("}")])
  }

  /// The schemas of the value of a property that is named.
  private func schemas(
    of name: [UInt8], _ text: String, _ schema: Schema
  ) -> [Schema.Reference] {
    schema.properties.flatMap { part in
      let found =
        part.named.filter { $0.name == name }.map(\.schema)
        + part.patterns.filter { $0.names.accepts(text) }.map(\.schema)
      return found.isEmpty ? [part.rest].compactMap { $0 } : found
    }
  }

  /// Members whose names are not declared; nil if there are none.
  private mutating func otherMembers(
    _ schema: Schema, _ declared: [[UInt8]], _ nameRules: [DFA]
  ) throws(ConstraintError) -> Expression? {
    let rests = schema.properties.compactMap(\.rest)
    let isClosed = schema.properties.contains(where: \.isClosedByDefault) && rests.isEmpty
    let patterns = schema.properties.enumerated().flatMap { part, properties in
      properties.patterns.map { (part: part, names: $0.names, schema: $0.schema) }
    }
    if patterns.isEmpty && (isClosed || rests.contains { $0.json == .bool(false) }) { return nil }
    guard patterns.count <= Self.mostPatterns else {
      throw ConstraintError(
        "more than \(Self.mostPatterns) patterns of names are not supported",
        at: .path(schema.path))
    }
    if patterns.isEmpty, declared.isEmpty, nameRules.isEmpty {
      return .sequence([.rule(string), json.colon, try rule(for: rests)])
    }
    let literals = Expression.choice(
      declared.map { .literal(String(decoding: $0, as: UTF8.self)) })
    var automata = nameRules
    do {
      if !declared.isEmpty { automata.append(try DFA(literals).complement) }
      var members: [Expression] = []
      // Names by the patterns that they match.
      for matches in 0..<(1 << patterns.count) {
        if matches == 0, isClosed { continue }
        var names = automata
        var schemas: [Schema.Reference] = []
        var matched: Set<Int> = []
        for (index, pattern) in patterns.enumerated() {
          if matches >> index & 1 == 1 {
            names.append(pattern.names)
            schemas.append(pattern.schema)
            matched.insert(pattern.part)
          } else {
            names.append(try pattern.names.complement)
          }
        }
        for (part, properties) in schema.properties.enumerated() where !matched.contains(part) {
          if let rest = properties.rest { schemas.append(rest) }
        }
        let name: Expression =
          names.isEmpty
          ? .rule(string)
          : .sequence([
            JSONText.quote, try DFA.intersection(names).graph(JSONText.character),
            JSONText.quote,
          ])
        members.append(.sequence([name, json.colon, try rule(for: schemas)]))
      }
      return .rule(add("\(schema.path)/additionalProperties", .choice(members)))
    } catch {
      throw error.place == nil ? ConstraintError(error.problem, at: .path(schema.path)) : error
    }
  }

  /// The automata of the names that are allowed.
  private func names(_ schemas: [Schema.Reference]) throws(ConstraintError) -> [DFA] {
    var automata: [DFA] = []
    for reference in schemas {
      let schema = try reader.read([reference])
      guard schema.alternatives.isEmpty else {
        throw ConstraintError(
          "names are not supported with alternatives", at: .path(reference.path))
      }
      if schema.allowsNothing || !schema.kinds.contains(.string) {
        automata.append(try DFA(.nothing))
        continue
      }
      automata += schema.patterns
      for format in schema.formats { automata.append(try DFA(format)) }
      if schema.minLength > 0 || schema.maxLength != nil {
        if let most = schema.maxLength, most < schema.minLength {
          automata.append(try DFA(.nothing))
        } else {
          automata.append(
            try DFA(.repetition(.scalars(.all), min: schema.minLength, max: schema.maxLength)))
        }
      }
      if let values = schema.values {
        automata.append(
          try DFA(.choice(values.compactMap { $0.stringValue.map { .literal($0) } })))
      }
    }
    return automata
  }
}
