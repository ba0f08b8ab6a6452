public import Foundation

/// An error in reading a corpus.
public enum CorpusError: Error, Equatable, Sendable {
  /// No input was given.
  case noInput
  /// The file or directory does not exist.
  case missingFile(String)
  /// A file or directory cannot be read, with the system's reason.
  case unreadable(String, reason: String)
  /// A directory contains no files with text at any depth.
  case directoryWithoutText(String)
  /// The inputs contain no text.
  case emptyText([String])
  /// A file is not valid UTF-8; this is its first ill-formed sequence.
  ///
  /// `bytes` is the maximal subpart that cannot be decoded, and `guess` is the likely encoding, if
  /// recognized.
  case invalidUTF8(TextPlace, bytes: [UInt8], guess: EncodingGuess?)
  /// A file has bytes that are invalid in its encoding.
  case undecodable(TextPlace, encoding: String, bytes: [UInt8])
  /// A file is clearly not in the given encoding; `guess` is the likely one, if recognized.
  case misread(String, encoding: String, guess: EncodingGuess?)
  /// The encoding of a file cannot be recognized.
  case encodingNotRecognized(String)
  /// The encoding is unknown to iconv.
  case unknownEncoding(String)
  /// A file is in a format other than text.
  case foreignFormat(file: String, ForeignFormat)
  /// A field was given, but no file contains records.
  case unusedField(String, names: [String])
  /// All lines of a labeled file end with CR; the associated value is the message.
  case onlyReturns(String)
  /// The delimiter cannot be a line.
  case invalidDelimiter(String)
  /// The cache of large corpora, or a file in it, cannot be used.
  case cache(String, reason: String)
  /// A document has no readable condition; `line` is its number if documents are lines.
  case noCondition(file: String, line: Int?, reason: String)
  /// The model does not know a condition; `names` are the inputs, and `known` are its conditions,
  /// the most similar first.
  case unknownCondition(String, names: [String], known: [String])
  /// Pieces are not in the vocabulary and the policy is to fail: some of them, their number, and
  /// the inputs.
  case unknownPieces([String], count: Int, names: [String])
  /// The selection excludes all text of a directory, or all of its files are binary: the number of
  /// binary files.
  case nothingSelected(String, binary: Int)
  /// A path pattern is invalid.
  case invalidPattern(String, problem: String)
  /// The field name is invalid.
  case invalidField(String)
  /// A compressed file is damaged; `offset` is in compressed bytes.
  case damagedArchive(file: String, format: String, offset: Int, problem: String)
  /// A compressed file expands too much to be text.
  case expandsTooMuch(file: String, read: Int, made: Int)
  /// A run of bytes, such as marks on one letter, is too long to be split, so it is not text.
  case noPlaceToCut(file: String, offset: Int, bytes: Int)
  /// A JSON object has no text; `line` counts from 1.
  case badRecord(file: String, line: Int, problem: String)
  /// A row of CSV or TSV has no text; `line` and `column` (in characters, if known) count from 1.
  case badRow(file: String, line: Int, column: Int? = nil, problem: String)
}

extension CorpusError: CustomStringConvertible {
  /// The message: location, problem, remedy; for encodings without remedy, which depends on the
  /// caller.
  public var description: String {
    switch self {
    case .noInput:
      "no input; give files, directories, or - for standard input"
    case .missingFile(let path):
      "\(path): no such file or directory; check the path"
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)); check the file and its permissions"
    case .directoryWithoutText(let path):
      "\(path): the directory holds no text (hidden and empty files do not count); "
        + "name another directory or a file"
    case .emptyText(let names):
      "\(names.joined(separator: ", ")): there is no text to read; give a file that has some"
    case .invalidUTF8(let place, let bytes, let guess):
      "\(place): not valid UTF-8 (\(Vocabulary.hexadecimal(bytes)))"
        + (guess.map { "; the text looks like \($0.description)" } ?? "")
    case .undecodable(let place, let encoding, let bytes):
      "\(place): not valid \(encoding) (\(Vocabulary.hexadecimal(bytes)))"
    case .misread(let name, let encoding, let guess):
      "\(name): is not \(encoding)"
        + (guess.map { "; the text looks like \($0.description)" }
          ?? ", in which it would be full of U+0000")
    case .encodingNotRecognized(let name):
      "\(name): the encoding is not recognized"
    case .unknownEncoding(let name):
      "\"\(name)\": not an encoding that iconv knows; iconv -l lists them"
    case .foreignFormat(let file, let format):
      "\(file): looks like \(format.name), not text; \(format.advice)"
    case .unusedField(let field, let names):
      "\(Self.list(names)): `field` \(field) applies to no file; it reads JSON Lines, JSON arrays of "
        + "objects, and columns of CSV and TSV"
    case .onlyReturns(let message): message
    case .invalidDelimiter(let delimiter):
      "\"\(delimiter)\": not a delimiter; give the text of one line, such as <|endoftext|>"
    case .cache(let path, let reason):
      "\(path): \(reason); free the space, name another folder with `cache`, or keep the text in "
        + "memory with `cache` none"
    case .noCondition(let file, let line, let reason):
      line.map { line in
        "\(file):\(line): the line \(reason); with `condition` tab a line is a label, a tab and a "
          + "text"
      } ?? "\(file): \(reason); give files, or another `condition`"
    case .unknownCondition(let name, let names, let known):
      "\(Self.list(names)): the model does not know the condition \(ConditionNames.display(name)); "
        + ConditionNames.advice(known)
    case .unknownPieces(let pieces, let count, let names):
      "\(Self.list(names)): the vocabulary lacks \(UnknownPieces.list(pieces, count: count)), and "
        + "`unknown` error takes no text that is not known in full; change the text, or train with "
        + "`unknown` unk or bytes, or without `minimum_count` and `maximum_vocabulary`"
    case .nothingSelected(let path, let binary):
      binary == 0
        ? "\(path): none of its files is selected; check `include` and `exclude`"
        : "\(path): \(binary == 1 ? "the one file" : "all \(binary) files") to read "
          + "\(binary == 1 ? "is" : "are") not text (zero bytes among the first "
          + "\(BinaryCheck.size)); name such a file explicitly to read it"
    case .invalidPattern(let pattern, let problem):
      "\(pattern): not a valid path pattern (\(problem)); * ? [a-z] and ** are wildcards, "
        + "and a backslash escapes them"
    case .invalidField(let field):
      "\"\(field)\": not a field name; give one such as text, or message.content"
    case .damagedArchive(let file, let format, let offset, let problem):
      "\(file): byte \(offset): damaged, or not \(format) (\(problem)); "
        + "fetch or compress the file again"
    case .expandsTooMuch(let file, let read, let made):
      "\(file): \(read) bytes have become \(made), more than \(DecompressedSource.largestRatio) "
        + "times as many, which no text does; if it is text, decompress it first"
    case .noPlaceToCut(let file, let offset, let bytes):
      "\(file): byte \(offset): \(bytes) bytes from here on cannot be parted, such as marks that all "
        + "sit on one letter; put line ends between them, or read the file with `unit` byte"
    case .badRecord(let file, let line, let problem):
      "\(file):\(line): \(problem); a record of JSON is an object such as "
        + "{\"text\": \"…\"}, and `field` names what to read of it"
    case .badRow(let file, let line, let column, let problem):
      "\(file):\(line)" + (column.map { ":\($0)" } ?? "")
        + ": \(problem); the first row names the columns, and `field` one of them"
    }
  }

  /// Returns the first names, and the number of the others.
  static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ")
      + (names.count > 3
        ? " and \(names.count - 3) more \(names.count == 4 ? "file" : "files")" : "")
  }
}

extension CorpusError: LocalizedError {
  /// The description, for `localizedDescription`.
  public var errorDescription: String? { description }
}
