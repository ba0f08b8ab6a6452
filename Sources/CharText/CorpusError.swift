/// What can be wrong with the text that a corpus is read from.
public enum CorpusError: Error, Equatable, Sendable {
  /// No input was named.
  case noInput
  /// There is no such file or directory.
  case missingFile(String)
  /// A file or directory cannot be read, with the system's reason.
  case unreadable(String, reason: String)
  /// A directory holds no files with text in them, at any depth.
  case directoryWithoutText(String)
  /// None of the inputs holds any text.
  case emptyText([String])
  /// Bytes that are not UTF-8: the first ill-formed sequence of a file.
  ///
  /// `bytes` are the maximal subpart that cannot be read, and `guess` is the encoding that the text is
  /// likely to be in, where one is recognized.
  case invalidUTF8(TextPlace, bytes: [UInt8], guess: EncodingGuess?)
  /// Bytes that are no character of the encoding that a file is read in.
  case undecodable(TextPlace, encoding: String, bytes: [UInt8])
  /// A file that is plainly not in the encoding that was named; `guess` is what it is likely to be
  /// in, where that is recognized.
  case misread(String, encoding: String, guess: EncodingGuess?)
  /// The encoding of a file was to be recognized, and is not.
  case encodingNotRecognized(String)
  /// A name that iconv knows no encoding by.
  case unknownEncoding(String)
  /// A file that is not text but something that may hold text, and what to do about it.
  case foreignFormat(file: String, ForeignFormat)
  /// A field was named, but no file holds records.
  case unusedField(String, names: [String])
  /// A file of labelled lines whose lines all end with CR: a message about it.
  case onlyReturns(String)
  /// A line between documents that can never be one.
  case invalidDelimiter(String)
  /// Something is wrong with the folder that keeps large corpora, or with a file in it.
  case cache(String, reason: String)
  /// A document whose condition cannot be read, with the number of its line if it is one.
  case noCondition(file: String, line: Int?, reason: String)
  /// A condition that the model does not know, the inputs, and those that it knows, the most similar
  /// first.
  case unknownCondition(String, names: [String], known: [String])
  /// Pieces that are not in the vocabulary, where that is an error: some of them, how many there
  /// are, and the inputs.
  case unknownPieces([String], count: Int, names: [String])
  /// A directory holds text, but the selection leaves nothing of it, or all of it is binary: so many
  /// files.
  case nothingSelected(String, binary: Int)
  /// A pattern for paths that cannot be read.
  case invalidPattern(String, problem: String)
  /// A field that cannot be one of a record.
  case invalidField(String)
  /// A compressed file that is damaged; `offset` is in bytes of the file as it is stored.
  case damagedArchive(file: String, format: String, offset: Int, problem: String)
  /// A compressed file that makes so much of so few bytes that it cannot be text.
  case expandsTooMuch(file: String, read: Int, made: Int)
  /// So many bytes from an offset on that belong together, such as marks on one letter, that they
  /// are no text.
  case noPlaceToCut(file: String, offset: Int, bytes: Int)
  /// A JSON object that gives no text; `line` counts from 1.
  case badRecord(file: String, line: Int, problem: String)
  /// A row of CSV or TSV that gives no text; `line` counts from 1, and so does `column`, in
  /// characters, where it is known.
  case badRow(file: String, line: Int, column: Int? = nil, problem: String)
}

extension CorpusError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it; of encodings only the facts, since it is for
  /// whoever reads the text to say how another one is named.
  public var description: String {
    switch self {
    case .noInput:
      "no text was named; give files, directories, or - for standard input"
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
        "\(file): line \(line) \(reason); with `condition` tab a line is a label, a tab and a text"
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
          + "\(binary == 1 ? "looks" : "look") like no text (zero bytes among the first "
          + "\(BinaryCheck.size)); name such a file itself to read it"
    case .invalidPattern(let pattern, let problem):
      "\(pattern): no pattern for paths (\(problem)); * ? [a-z] and ** stand for others, "
        + "and a backslash before them for themselves"
    case .invalidField(let field):
      "\"\(field)\": no name of a field; give one such as text, or message.content"
    case .damagedArchive(let file, let format, let offset, let problem):
      "\(file): byte \(offset): damaged, or not \(format) (\(problem)); "
        + "fetch or compress the file again"
    case .expandsTooMuch(let file, let read, let made):
      "\(file): \(read) bytes have become \(made), more than \(DecompressedSource.largestRatio) "
        + "times as many, which no text does; if it is one, decompress it yourself"
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

  /// The first of some names, and how many more there are.
  static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ")
      + (names.count > 3
        ? " and \(names.count - 3) more \(names.count == 4 ? "file" : "files")" : "")
  }
}
