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
  /// `line` counts from 1 (line feeds before the bytes, plus one), `offset` is in bytes from 0 at
  /// the start of the file, `bytes` are the maximal subpart that cannot be read, and `hint` says
  /// what the file looks like, where that is plain.
  case invalidUTF8(file: String, line: Int, offset: Int, bytes: [UInt8], hint: String?)
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
  /// A line of JSON Lines that gives no text; `line` counts from 1.
  case badRecord(file: String, line: Int, problem: String)
}

extension CorpusError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it.
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
    case .invalidUTF8(let file, let line, let offset, let bytes, let hint):
      "\(file): line \(line), byte \(offset): not valid UTF-8 (\(Vocabulary.hexadecimal(bytes)))"
        + (hint.map { ": \($0)" } ?? "") + "; convert the file, or pass --invalid replace"
    case .cache(let path, let reason):
      "\(path): \(reason); free the space, name another folder with --cache, or keep the text in "
        + "memory with --cache none"
    case .noCondition(let file, let line, let reason):
      line.map { line in
        "\(file): line \(line) \(reason); with --condition tab a line is a label, a tab and a text"
      } ?? "\(file): \(reason); give files, or another --condition"
    case .unknownCondition(let name, let names, let known):
      "\(Self.list(names)): the model does not know the condition \(ConditionNames.display(name)); "
        + ConditionNames.advice(known)
    case .unknownPieces(let pieces, let count, let names):
      "\(Self.list(names)): the vocabulary lacks \(UnknownPieces.list(pieces, count: count)), and "
        + "--unknown error takes no text that is not known in full; change the text, or train with "
        + "--unknown unk or bytes, or without --min-count and --max-vocabulary"
    case .nothingSelected(let path, let binary):
      binary == 0
        ? "\(path): none of its files is selected; check --include and --exclude"
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
        + "sit on one letter; put line ends between them, or read the file with --unit byte"
    case .badRecord(let file, let line, let problem):
      "\(file): line \(line): \(problem); a line of JSON Lines is an object such as "
        + "{\"text\": \"…\"}, and --field names what to read of it"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ")
      + (names.count > 3
        ? " and \(names.count - 3) more \(names.count == 4 ? "file" : "files")" : "")
  }
}
