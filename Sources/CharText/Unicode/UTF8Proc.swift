import CUTF8Proc

/// The wrapper of utf8proc, and the only file of this target that touches its pointers.
///
/// Scalars are passed as `UInt32` below 0x110000, without surrogates, as the C functions require.
/// The installed library determines the version of Unicode.
package enum UTF8Proc {
  /// The operation of ``decompose(_:_:into:)``.
  package struct Mapping: OptionSet {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let canonical = Mapping(rawValue: UTF8PROC_DECOMPOSE.rawValue)
    package static let compatibility = Mapping(
      rawValue: UTF8PROC_DECOMPOSE.rawValue | UTF8PROC_COMPAT.rawValue)
    static let caseFold = Mapping(rawValue: UTF8PROC_CASEFOLD.rawValue)
  }

  /// The classes of UAX #29 that splitting into chunks needs.
  enum BoundaryClass {
    case other, hangulSyllable, joining
  }

  /// The version of Unicode whose tables are installed, such as `15.0.0`.
  static var unicodeVersion: String {
    unsafe String(cString: utf8proc_unicode_version())
  }

  /// Appends the mapping of each scalar, fully decomposed but not yet ordered.
  package static func decompose(
    _ scalars: [UInt32], _ mapping: Mapping, into output: inout [UInt32]
  ) {
    let options = utf8proc_option_t(rawValue: mapping.rawValue)
    var room = [Int32](repeating: 0, count: 32)
    for scalar in scalars {
      var count = decompose(scalar, options, &room)
      if count > room.count {
        room = [Int32](repeating: 0, count: count)
        count = decompose(scalar, options, &room)
      }
      guard count >= 0 else {
        output.append(scalar)
        continue
      }
      for index in 0..<count { output.append(UInt32(bitPattern: room[index])) }
    }
  }

  private static func decompose(
    _ scalar: UInt32, _ options: utf8proc_option_t, _ room: inout [Int32]
  ) -> Int {
    unsafe room.withUnsafeMutableBufferPointer { room in
      unsafe utf8proc_decompose_char(
        Int32(bitPattern: scalar), room.baseAddress, room.count, options, nil)
    }
  }

  /// Composes decomposed, ordered scalars in place.
  package static func compose(_ scalars: inout [UInt32]) {
    let options = utf8proc_option_t(rawValue: UTF8PROC_COMPOSE.rawValue | UTF8PROC_STABLE.rawValue)
    let count = unsafe scalars.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.withMemoryRebound(to: Int32.self) { buffer in
        unsafe utf8proc_normalize_utf32(buffer.baseAddress, buffer.count, options)
      }
    }
    if count >= 0 { scalars.removeLast(scalars.count - count) }
  }

  /// Returns whether a cluster ends between two neighbors; `state` starts at 0 with every cluster.
  package static func isGraphemeBreak(_ left: UInt32, _ right: UInt32, state: inout Int32) -> Bool {
    unsafe utf8proc_grapheme_break_stateful(
      Int32(bitPattern: left), Int32(bitPattern: right), &state)
  }

  /// Returns the canonical combining class: 0 for a starter.
  package static func combiningClass(_ scalar: UInt32) -> Int16 {
    unsafe utf8proc_get_property(Int32(bitPattern: scalar)).pointee.combining_class
  }

  /// Returns the class of a scalar for splitting into chunks.
  static func boundaryClass(_ scalar: UInt32) -> BoundaryClass {
    let found = unsafe utf8proc_get_property(Int32(bitPattern: scalar)).pointee.boundclass
    return switch found {
    case UTF8PROC_BOUNDCLASS_OTHER.rawValue: .other
    case UTF8PROC_BOUNDCLASS_LV.rawValue, UTF8PROC_BOUNDCLASS_LVT.rawValue: .hangulSyllable
    default: .joining
    }
  }

  /// The classes of scalars in grapheme clusters.
  package enum ClusterClass {
    case control, extend, joiner, spacingMark, prepend, regionalIndicator, pictographic
    case leading, vowel, trailing, leadingVowel, leadingVowelTrailing
  }

  /// Returns the class of a scalar in grapheme clusters; nil for most.
  package static func clusterClass(_ scalar: UInt32) -> ClusterClass? {
    let found = unsafe utf8proc_get_property(Int32(bitPattern: scalar)).pointee.boundclass
    return switch found {
    case UTF8PROC_BOUNDCLASS_CR.rawValue, UTF8PROC_BOUNDCLASS_LF.rawValue,
      UTF8PROC_BOUNDCLASS_CONTROL.rawValue:
      .control
    case UTF8PROC_BOUNDCLASS_EXTEND.rawValue: .extend
    case UTF8PROC_BOUNDCLASS_ZWJ.rawValue: .joiner
    case UTF8PROC_BOUNDCLASS_SPACINGMARK.rawValue: .spacingMark
    case UTF8PROC_BOUNDCLASS_PREPEND.rawValue: .prepend
    case UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR.rawValue: .regionalIndicator
    case UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC.rawValue: .pictographic
    case UTF8PROC_BOUNDCLASS_L.rawValue: .leading
    case UTF8PROC_BOUNDCLASS_V.rawValue: .vowel
    case UTF8PROC_BOUNDCLASS_T.rawValue: .trailing
    case UTF8PROC_BOUNDCLASS_LV.rawValue: .leadingVowel
    case UTF8PROC_BOUNDCLASS_LVT.rawValue: .leadingVowelTrailing
    default: nil
    }
  }

  /// Returns the simple lowercase mapping of a scalar.
  package static func lowercase(_ scalar: UInt32) -> UInt32 {
    UInt32(bitPattern: utf8proc_tolower(Int32(bitPattern: scalar)))
  }

  /// Returns whether a scalar is invisible: a control, format, separator, private-use or unassigned
  /// one.
  static func isInvisible(_ scalar: UInt32) -> Bool {
    switch utf8proc_category(Int32(bitPattern: scalar)) {
    case UTF8PROC_CATEGORY_CC, UTF8PROC_CATEGORY_CF, UTF8PROC_CATEGORY_CN, UTF8PROC_CATEGORY_CO,
      UTF8PROC_CATEGORY_ZL, UTF8PROC_CATEGORY_ZP, UTF8PROC_CATEGORY_ZS:
      true
    default: false
    }
  }

  /// Returns whether a scalar is a combining mark.
  package static func isMark(_ scalar: UInt32) -> Bool {
    switch utf8proc_category(Int32(bitPattern: scalar)) {
    case UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_MC, UTF8PROC_CATEGORY_ME: true
    default: false
    }
  }

  /// Returns the number of terminal columns of a scalar: 0, 1 or 2.
  static func width(_ scalar: UInt32) -> Int {
    Int(max(0, utf8proc_charwidth(Int32(bitPattern: scalar))))
  }
}
