internal import CharIO

/// Reads the keywords of the schemas of a file.
struct SchemaReader: Sendable {
  /// Keywords that say nothing about which values are valid.
  private static let annotations: Set<String> = [
    "title", "description", "default", "examples", "$comment", "deprecated", "readOnly",
    "writeOnly", "$defs", "definitions", "contentMediaType", "contentEncoding", "contentSchema",
    "$anchor", "$schema", "$id", "id", "additionalItems",
  ]
  private static let drafts = [
    "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema", "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-04/schema", "http://json-schema.org/schema",
  ]

  private let root: JSON

  init(_ root: JSON) { self.root = root }

  var rootReference: Schema.Reference { Schema.Reference(path: "#", json: root) }

  private func error(_ problem: String, _ path: String) -> ConstraintError {
    ConstraintError(problem, at: .path(path))
  }

  /// Reads schemas that must all hold.
  func read(_ references: [Schema.Reference]) throws(ConstraintError) -> Schema {
    var schema = Schema(path: references.first?.path ?? "#")
    for reference in references { try add(reference, to: &schema) }
    return schema
  }

  /// Adds the keywords of a schema, and of the schemas that it refers to.
  func add(_ reference: Schema.Reference, to schema: inout Schema) throws(ConstraintError) {
    var open = [reference]
    var seen: Set<String> = []
    while let reference = open.popLast() {
      guard seen.insert(reference.path).inserted else { continue }
      switch reference.json {
      case .bool(true): continue
      case .bool(false): schema.allowsNothing = true
      case .object(let members):
        try add(members, of: reference, to: &schema, &open)
      default: throw error("is not a schema", reference.path)
      }
    }
  }

  // MARK: - Keywords

  private func add(
    _ members: [JSON.Member], of reference: Schema.Reference, to schema: inout Schema,
    _ open: inout [Schema.Reference]
  ) throws(ConstraintError) {
    try addItems(reference, to: &schema)
    try addProperties(reference, to: &schema)
    for member in members {
      let name = String(decoding: member.name, as: UTF8.self)
      let path = reference.path + "/" + Self.escaped(name)
      let value = member.value
      func imply(_ kind: Schema.Kind) { schema.implied.insert(kind) }
      switch name {
      case "type": try addType(value, path, to: &schema)
      case "enum":
        guard case .array(let values) = value else { throw error("is not an array", path) }
        schema.add(values: values)
      case "const": schema.add(values: [value])
      case "$ref": open.append(try resolve(value, path))
      case "allOf": open += try branches(value, path).reversed()
      case "anyOf", "oneOf":
        schema.alternatives.append(
          Schema.Alternatives(
            path: path, branches: try branches(value, path), isExclusive: name == "oneOf"))
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
        imply(.number)
        guard case .number(let text) = value, let bound = Decimal(text) else {
          throw error("is not a number that is supported", path)
        }
        let isExclusive = name.hasPrefix("exclusive")
        if name.hasSuffix("inimum") {
          schema.number.add(lower: bound, isExclusive: isExclusive)
        } else {
          schema.number.add(upper: bound, isExclusive: isExclusive)
        }
      case "multipleOf":
        imply(.number)
        let divisor = try count(value, path)
        guard (1...NumberRange.largestDivisor).contains(divisor) else {
          throw error("only whole numbers up to \(NumberRange.largestDivisor) are supported", path)
        }
        if divisor > 1 {
          schema.number.divisors.append(divisor)
        } else {
          schema.number.isInteger = true
        }
      case "minLength":
        imply(.string)
        schema.minLength = max(schema.minLength, try count(value, path))
      case "maxLength":
        imply(.string)
        schema.maxLength = min(schema.maxLength ?? .max, try count(value, path))
      case "pattern":
        imply(.string)
        schema.patterns.append(try pattern(value.stringValue, path))
      case "format":
        imply(.string)
        guard let format = value.stringValue.flatMap(StringFormat.init) else {
          throw error("the format \(value.summary) is not supported", path)
        }
        schema.formats.append(try format.expression)
      case "items", "prefixItems", "unevaluatedItems": imply(.array)
      case "minItems":
        imply(.array)
        schema.minItems = max(schema.minItems, try count(value, path))
      case "maxItems":
        imply(.array)
        schema.maxItems = min(schema.maxItems ?? .max, try count(value, path))
      case "uniqueItems" where value == .bool(false): imply(.array)
      case "properties", "patternProperties", "additionalProperties", "unevaluatedProperties":
        imply(.object)
      case "propertyNames":
        imply(.object)
        schema.names.append(Schema.Reference(path: path, json: value))
      case "required":
        imply(.object)
        guard case .array(let names) = value else { throw error("is not an array", path) }
        for name in names {
          guard case .string(let name) = name else { throw error("is not an array of names", path) }
          if !schema.required.contains(name) { schema.required.append(name) }
        }
      case "minProperties":
        imply(.object)
        schema.minProperties = max(schema.minProperties, try count(value, path))
      case "maxProperties":
        imply(.object)
        schema.maxProperties = min(schema.maxProperties ?? .max, try count(value, path))
      case "$schema":
        let name = value.stringValue.map { $0.hasSuffix("#") ? String($0.dropLast()) : $0 }
        guard let name, Self.drafts.contains(name) else {
          throw error("this kind of schema is not supported", path)
        }
      case "$id", "id":
        // Within a schema it changes what references refer to.
        guard reference.path == "#" else { throw error("is supported at the root only", path) }
      default:
        guard Self.annotations.contains(name) else { throw error("is not supported", path) }
      }
    }
  }

  private func addType(
    _ value: JSON, _ path: String, to schema: inout Schema
  ) throws(ConstraintError) {
    let names: [JSON] = if case .array(let names) = value { names } else { [value] }
    var kinds: Set<Schema.Kind> = []
    var isInteger = false
    for name in names {
      if name.stringValue == "integer" {
        isInteger = true
      } else if let kind = name.stringValue.flatMap(Schema.Kind.init) {
        kinds.insert(kind)
      } else {
        throw error("\(name.summary) is not a type", path)
      }
    }
    if isInteger && !kinds.contains(.number) {
      kinds.insert(.number)
      schema.number.isInteger = true
    }
    schema.kinds.formIntersection(kinds)
    if schema.kinds.isEmpty { schema.allowsNothing = true }
  }

  private func addItems(
    _ reference: Schema.Reference, to schema: inout Schema
  ) throws(ConstraintError) {
    let json = reference.json
    var items = Schema.Items()
    func child(_ name: String) -> Schema.Reference? {
      json[name].map { Schema.Reference(path: "\(reference.path)/\(name)", json: $0) }
    }
    for name in ["prefixItems", "items"] {
      guard case .array(let parts)? = json[name] else { continue }
      items.prefix = parts.enumerated().map {
        Schema.Reference(path: "\(reference.path)/\(name)/\($0.offset)", json: $0.element)
      }
    }
    if case .array? = json["items"] {
      items.rest = child("additionalItems")
    } else {
      items.rest = child("items")
    }
    if let rest = child("unevaluatedItems") {
      guard items.rest == nil, !usesOthers(json) else {
        throw error("is supported without other schemas for the same value only", rest.path)
      }
      items.rest = rest
    }
    if !items.prefix.isEmpty || items.rest != nil { schema.items.append(items) }
  }

  private func addProperties(
    _ reference: Schema.Reference, to schema: inout Schema
  ) throws(ConstraintError) {
    let json = reference.json
    var properties = Schema.Properties()
    func members(_ name: String) throws(ConstraintError) -> [JSON.Member] {
      guard let value = json[name] else { return [] }
      guard case .object(let members) = value else {
        throw error("is not an object", "\(reference.path)/\(name)")
      }
      return members
    }
    func path(_ keyword: String, _ member: JSON.Member) -> String {
      "\(reference.path)/\(keyword)/\(Self.escaped(String(decoding: member.name, as: UTF8.self)))"
    }
    for member in try members("properties") {
      properties.named.append(
        (member.name, .init(path: path("properties", member), json: member.value)))
    }
    for member in try members("patternProperties") {
      let path = path("patternProperties", member)
      let names = try pattern(String(decoding: member.name, as: UTF8.self), path)
      properties.patterns.append((names, .init(path: path, json: member.value)))
    }
    properties.rest = json["additionalProperties"].map {
      .init(path: "\(reference.path)/additionalProperties", json: $0)
    }
    if let rest = json["unevaluatedProperties"] {
      let path = "\(reference.path)/unevaluatedProperties"
      guard properties.rest == nil, !usesOthers(json) else {
        throw error("is supported without other schemas for the same value only", path)
      }
      properties.rest = .init(path: path, json: rest)
    }
    if properties.isClosedByDefault || properties.rest != nil {
      schema.properties.append(properties)
    }
  }

  /// True if a schema has other schemas for the same value.
  private func usesOthers(_ json: JSON) -> Bool {
    ["$ref", "allOf", "anyOf", "oneOf"].contains { json[$0] != nil }
  }

  private func branches(
    _ value: JSON, _ path: String
  ) throws(ConstraintError) -> [Schema.Reference] {
    guard case .array(let schemas) = value, !schemas.isEmpty else {
      throw error("is not an array of schemas", path)
    }
    return schemas.enumerated().map { Schema.Reference(path: "\(path)/\($0)", json: $1) }
  }

  private func count(_ value: JSON, _ path: String) throws(ConstraintError) -> Int {
    guard case .number(let text) = value, let count = Decimal(text)?.integer, count >= 0 else {
      throw error("\(value.summary) is not a whole number from 0", path)
    }
    guard count <= Network.largest else {
      throw error("\(count) is too large; numbers up to \(Network.largest) are supported", path)
    }
    return count
  }

  private func pattern(_ text: String?, _ path: String) throws(ConstraintError) -> DFA {
    guard let text else { throw error("is not a regular expression", path) }
    do {
      // The expression may match anywhere.
      let found = try RegexParser.parse(text, .ecma)
      let anything = Expression.any(.scalars(.all))
      return try DFA(.sequence([anything, found, anything]), word: RegexParser.word(.ecma))
    } catch {
      throw self.error(error.problem, path)
    }
  }

  // MARK: - References

  private func resolve(_ value: JSON, _ path: String) throws(ConstraintError) -> Schema.Reference {
    guard let text = value.stringValue, text == "#" || text.hasPrefix("#/") else {
      throw error("only references within the file, such as #/$defs/name, are supported", path)
    }
    var json = root
    var found = "#"
    for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let name = Self.unescaped(String(part))
      if json["$id"] != nil && found != "#" {
        throw error("refers into a schema with an $id", path)
      }
      switch json {
      case .object:
        guard let next = json[name] else { throw error("\(text) is not in the file", path) }
        json = next
      case .array(let items):
        guard let index = Int(name), items.indices.contains(index) else {
          throw error("\(text) is not in the file", path)
        }
        json = items[index]
      default: throw error("\(text) is not in the file", path)
      }
      found += "/" + Self.escaped(name)
    }
    return Schema.Reference(path: found, json: json)
  }

  private static func escaped(_ name: String) -> String {
    String(name.flatMap { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) })
  }

  private static func unescaped(_ part: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(part.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    var name: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "~"), index + 1 < bytes.count {
        name.append(bytes[index + 1] == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
        index += 2
      } else {
        name.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: name, as: UTF8.self)
  }
}

extension Schema {
  /// Keeps the values that are among others.
  fileprivate mutating func add(values: [JSON]) {
    self.values = self.values.map { $0.filter { value in values.contains(value) } } ?? values
  }
}
