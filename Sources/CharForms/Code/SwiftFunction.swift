/// The form of a Swift function: brackets that match, and strings and comments that end.
///
/// Brackets within strings and comments do not count, and code within `\(…)` in a string does. The text ends with
/// the brace that closes the body. Strings of several lines, raw strings and regular expressions are not
/// written.
public struct SwiftFunction: Hashable, Sendable {
  /// The maximum depth of nested brackets.
  public var depth: Int

  /// Makes a form.
  ///
  /// - Parameter depth: the maximum depth of nested brackets, at least 1.
  public init(depth: Int = 8) { self.depth = depth }

  /// The constraint that a text is such a function.
  ///
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if the depth is not from 1 to 64.
  public func constraint() throws(ConstraintError) -> GrammarConstraint {
    guard (1...64).contains(depth) else {
      throw ConstraintError("brackets can be nested 1 to 64 deep, not \(depth)")
    }
    return try GrammarConstraint(gbnf: grammar)
  }

  /// Rules without nesting. A slash comes after white space only, so that no operator runs into a comment; a quote
  /// never comes after a quote.
  private static let symbols = #"""
    modifier ::= "public " | "private " | "internal " | "package " | "static " | "mutating "
    name ::= [a-z_] [A-Za-z0-9_]{0,40}
    generics ::= "<" [A-Z] [A-Za-z0-9:&, .]{0,60} ">"
    plain ::= [A-Za-z0-9_.,:;=+<>!?&|^%~@$* -] | "\\."
    comment ::= [ \n] ("//" [^\n]* "\n" " "*)+ | [ \n] "/*" ([^*/] | "*"+ [^*/] | "/"+ [^*/])* "*"+ "/"
    division ::= " / " | " /= "
    character ::= [^"\\\n] | "\\" [nt0"'\\]

    """#

  private var grammar: String {
    var rules = [
      #"root ::= modifier{0,3} "func " name generics? round\#(depth) signature\#(depth)* curly\#(depth)"#,
      #"signature\#(depth) ::= [A-Za-z0-9_.,:<>&?! \n-] | round\#(depth) | square\#(depth)"#,
    ]
    for depth in 0...depth {
      let inner = depth - 1
      let groups = depth == 0 ? "" : " | round\(depth) | square\(depth) | curly\(depth)"
      let inline = depth == 0 ? "" : " | lround\(depth) | lsquare\(depth)"
      let code = depth == 0 ? "" : #" | "\\(" linear\#(inner) ")""#
      rules += [
        #"text\#(depth) ::= "\"" (character\#(code))* "\"""#,
        #"code\#(depth) ::= (plain | [\n\t] | comment | division | [ ,:=+] text\#(depth)\#(groups))*"#,
        #"linear\#(depth) ::= (plain | [ ,:=+] text\#(depth)\#(inline))*"#,
      ]
      guard depth > 0 else { continue }
      rules += [
        #"round\#(depth) ::= "(" text\#(inner)? code\#(inner) ")""#,
        #"square\#(depth) ::= "[" text\#(inner)? code\#(inner) "]""#,
        #"curly\#(depth) ::= "{" code\#(inner) "}""#,
        #"lround\#(depth) ::= "(" text\#(inner)? linear\#(inner) ")""#,
        #"lsquare\#(depth) ::= "[" text\#(inner)? linear\#(inner) "]""#,
      ]
    }
    return rules.joined(separator: "\n") + "\n" + Self.symbols
  }
}
