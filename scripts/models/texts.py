"""Texts that the shipped models learn from: cleaned, and without the part that is held out."""

import hashlib
import io
import pathlib
import re
import subprocess
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def is_held_out(text: str, one_in: int) -> bool:
    """Whether a document is held out: chosen by its hash, so that the choice never changes."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") % one_in == 0


def lines(path: pathlib.Path) -> list[str]:
    """The lines of a text without white space at their ends and without empty ones."""
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return [line.strip() for line in text.split("\n") if line.strip()]


def unique(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def write(folder: pathlib.Path, name: str, texts: list[str], separator: str = "\n") -> None:
    (folder / name).write_text(separator.join(texts) + "\n", encoding="utf-8")


def split(folder: pathlib.Path, texts: list[str], one_in: int, separator: str = "\n") -> None:
    """Writes `train.txt` and `held-out.txt`."""
    write(folder, "train.txt", [t for t in texts if not is_held_out(t, one_in)], separator)
    write(folder, "held-out.txt", [t for t in texts if is_held_out(t, one_in)], separator)


def tang(source: pathlib.Path, out: pathlib.Path) -> None:
    """Quatrains, and before them all regular verse of at most 64 characters."""

    def is_clean(poem: str) -> bool:
        return all("\u4e00" <= c <= "\u9fff" or ord(c) > 0x20000 or c in "，。？！" for c in poem)

    def couplets(poem: str) -> list[str]:
        return poem.replace("？", "。").replace("！", "。").split("。")[:-1]

    files = [source / "poetry" / f"tang-jueju-{count}.txt" for count in (5, 7)]
    quatrains = unique([poem for file in files for poem in lines(file) if is_clean(poem)])
    held_out = [poem for poem in quatrains if is_held_out(poem, 33)]
    known = {couplet for poem in held_out for couplet in couplets(poem)}

    def is_free(poem: str) -> bool:
        return known.isdisjoint(couplets(poem))

    poems = unique(lines(source / "poetry" / "tang-shi-all.txt"))
    write(out, "poems.txt", [p for p in poems if len(p) <= 64 and is_clean(p) and is_free(p)])
    write(out, "quatrains.txt", [p for p in quatrains if is_free(p)])
    write(out, "held-out.txt", held_out)


MODES = {"Major": "", "Minor": "m", "Dorian": "dor", "Mixolydian": "mix"}


def tune(lines: list[str]) -> str | None:
    """A tune in one plain form, or None if it changes its meter or key on the way."""
    fields = {"T": "", "M": "", "L": "1/8", "K": ""}
    music: list[str] = []
    for line in lines:
        field = line[:1] if re.match(r"[A-Za-z]:", line) else None
        if line.startswith("%") or field in set("XZSYNRPQ"):
            continue
        if field is None:
            music.append(line.split("%")[0].strip().rstrip("!\\").strip())
        elif field in fields and not music and (field not in "TK" or not fields[field]):
            fields[field] = " ".join(line[2:].split())
        else:
            return None
    key = fields["K"].split()
    fields["K"] = "".join(MODES.get(part, part) for part in key)
    if not music or not all(fields.values()) or re.search(r"\[[A-Z]:|!|\\", " ".join(music)):
        return None
    return "\n".join(["X:1"] + [f"{name}:{value}" for name, value in fields.items()] + music)


def is_sound(tune: str) -> bool:
    """Whether abc2midi (Debian's abcmidi) reads a tune without an error and with full bars."""
    run = subprocess.run(["abc2midi", "-", "-c"], input=tune, capture_output=True, text=True)
    return run.returncode == 0 and not re.search("Error|time units", run.stdout + run.stderr)


def tunes(source: pathlib.Path, out: pathlib.Path) -> None:
    """Folk tunes in ABC notation that change neither meter nor key."""
    found: list[str] = []
    for file in sorted((source / "abc").glob("*.abc")):
        text = file.read_text(encoding="utf-8-sig").replace("\r", "")
        for block in re.split(r"\n(?=X:)", text):
            clean = tune([line.strip() for line in block.split("\n") if line.strip()])
            if clean is not None:
                found.append(clean)
    found = [t for t in unique(found) if is_sound(t)]
    split(out, found, 20, "\n\n")


DELIMITER = "<|endoftext|>"


def sonnet(tokens: str) -> str:
    """A sonnet from words and punctuation between spaces, with capitals where lines begin."""
    text = re.sub("[‘’]", "'", tokens)
    text = re.sub(r"(\w) ' ?(s|d|ll|re|ve|m|t|st)\b", r"\1'\2", text)
    text = re.sub(r"\b(th|o'th|i'th|o|i|t) ' ", r"\1' ", text)
    text = re.sub(r"(s|\bthro|\bha|\bo) ' (?!(tis|tw\w+|mid|neath|gainst|till)\b)", r"\1' ", text)
    text = re.sub(r"(^|[ “—]) *' (?=\w)", r"\1'", text)
    text = re.sub(r" +([,;:!?.)\]”']+—?(?= |$)|n't\b)", r"\1", text)
    text = re.sub(r"([(\[“]) +", r"\1", text)
    text = re.sub(r"\bi\b", "I", text)
    found = [line.strip() for line in text.split("<eos>") if line.strip()]
    return "\n".join(re.sub(r"^\W*[a-z]", lambda c: c[0].upper(), line) for line in found)


def verse(source: pathlib.Path, out: pathlib.Path) -> None:
    """Sonnets, Paradise Lost by its paragraphs, and the lyrics of this project."""
    poems: list[str] = []
    with tarfile.open(source / "deepspeare-sonnets.tgz") as archive:
        for part in ("train", "valid", "test"):
            file = archive.extractfile(f"sonnet_{part}.txt")
            poems += [sonnet(line) for line in file.read().decode().split("\n") if line.strip()]
    book = (source / "canterbury" / "plrabn12.txt").read_text(encoding="latin-1")
    book = "\n".join(line.rstrip() for line in book.replace("\r", "").split("\n"))
    book = book[book.index("\nOf Man's first disobedience") :]
    for paragraph in re.split(r"\n(?=  \S)|\n\n+(?:Book [IVX]+\n+)?", book):
        if paragraph.count("\n") > 2:
            poems.append("\n".join(line.strip() for line in paragraph.strip().split("\n")))
    for file in sorted((ROOT / "corpora" / "lyrics").glob("*.txt")):
        for song in file.read_text(encoding="utf-8").strip().split("\n\n\n"):
            poems.append(song.strip().split("\n", 1)[1].strip())
    split(out, unique(poems), 25, f"\n{DELIMITER}\n")


PACKAGES = {
    "apple/swift-algorithms": "1.2.1",
    "apple/swift-argument-parser": "1.8.2",
    "apple/swift-asn1": "1.7.4",
    "apple/swift-async-algorithms": "1.1.4",
    "apple/swift-certificates": "1.21.1",
    "apple/swift-collections": "1.6.0",
    "apple/swift-configuration": "1.4.0",
    "apple/swift-http-types": "1.8.0",
    "apple/swift-log": "1.16.2",
    "apple/swift-metrics": "2.13.0",
    "apple/swift-nio": "2.101.2",
    "apple/swift-numerics": "1.1.1",
    "apple/swift-system": "1.8.1",
    "hummingbird-project/hummingbird": "2.28.1",
}
"""Swift packages under the Apache License 2.0, as they are named on GitHub, and their version."""

SHORTEST, LONGEST = 60, 800
"""Characters of a declaration that is one document."""

MODIFIERS = "public|internal|private|fileprivate|package|static|mutating|final|override|indirect"
DECLARATION = re.compile(
    rf"(({MODIFIERS}|nonisolated|convenience|required|borrowing|consuming|class|open|lazy) )*"
    r"(func|struct|enum|class|actor|protocol|extension|init|subscript|var|let|typealias)\b"
)
TYPE = re.compile(rf"(({MODIFIERS}) )*(struct|enum|class|actor|protocol|extension)\b")
ATTRIBUTE = re.compile(r"\s*@(inlinable|inline|usableFromInline|available|frozen|_|transparent)")

STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')


def depth(line: str) -> int:
    """How many brackets a line of Swift opens more than it closes, those in strings left out."""
    code = STRING.sub("", line)
    return sum((c in "([{") - (c in ")]}") for c in code)


def declarations(code: list[str]) -> list[str]:
    """The declarations of Swift code that are not too long; of longer types, their members."""
    found: list[str] = []
    block: list[str] = []
    level = 0
    for line in code + [""]:
        if line or level != 0:
            block.append(line)
            level += depth(line)
            continue
        text = "\n".join(block)
        if len(text) > LONGEST:
            start = next((i for i, l in enumerate(block) if l.endswith("{")), len(block))
            members = block[start + 1 : -1]
            if members and TYPE.match(text):
                found += declarations([re.sub("^  ", "", member) for member in members])
        elif len(text) >= SHORTEST and DECLARATION.match(text):
            if text.count("#if") == text.count("#endif"):
                found.append(text)
        block = []
    return found


def is_attribute(line: str) -> bool:
    """Whether a line is only an attribute that matters little to a reader."""
    return ATTRIBUTE.match(line) is not None and depth(line) == 0 and "func" not in line


def swift_code(source: str) -> list[str]:
    """The lines of a Swift file without comments, indented by two spaces."""
    source = re.sub(r"/\*.*?\*/", "", source.replace("\t", "    "), flags=re.DOTALL)
    code = [re.sub(r"\s+//.*$", "", line).rstrip() for line in source.split("\n")]
    code = [line for line in code if not re.match(r"\s*//", line) and not is_attribute(line)]
    code = [
        line
        for line, before, after in zip(code, [""] + code, code[1:] + [""])
        if line or (before and not before.endswith("{") and after.strip() != "}")
    ]
    indents = [len(line) - len(line.lstrip()) for line in code if line]
    if sum(indent % 4 == 2 for indent in indents) * 20 < len(indents):
        code = [" " * ((len(line) - len(line.lstrip())) // 2) + line.lstrip() for line in code]
    return code


def swift(source: pathlib.Path, out: pathlib.Path) -> None:
    """Declarations of Swift packages without comments."""
    found: list[str] = []
    for package, version in PACKAGES.items():
        repository = source / "swift-packages" / f"{package}.git"
        command = ["git", "-C", str(repository), "archive", version, "Sources"]
        archive = subprocess.run(command, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            for member in files:
                if member.name.endswith(".swift") and member.isfile():
                    code = files.extractfile(member).read().decode(errors="replace")
                    found += declarations(swift_code(code))
    split(out, unique(found), 40, f"\n{DELIMITER}\n")


def paragraphs_of(path: pathlib.Path, encoding: str = "utf-8-sig") -> list[str]:
    """The paragraphs of a book, each in one line."""
    text = path.read_text(encoding=encoding).replace("\r\n", "\n").replace("\r", "\n")
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]


def chinese(line: str) -> str:
    """A line with Chinese punctuation, and quotation marks in pairs."""
    line = re.sub(r"\s+|[①-⑳⑴-⒇]", "", line).replace("．", "。")
    line = re.sub(r"`([^`-]*)-", r"‘\1’", line)
    for plain, mark in (",，", "?？", "!！", ";；", ":："):
        line = line.replace(plain, mark)
    is_open = False
    marks = ""
    for mark in line:
        if mark in '"“”':
            is_open = not is_open
            mark = "“" if is_open else "”"
        marks += mark
    return marks


def pieces(paragraph: str) -> list[str]:
    """A paragraph in pieces of at most 120 characters that end where sentences end."""
    found = [""]
    for sentence in re.findall(r".+?(?:[。！？…]+[”’）》]*|$)", paragraph):
        if found[-1] and len(found[-1]) + len(sentence) > 120:
            found.append("")
        found[-1] += sentence
    return [piece for piece in found if len(piece) <= 120]


PROSE_END = tuple("。！？”…）』」")


def zh_prose(source: pathlib.Path, out: pathlib.Path) -> None:
    """Sentences of Tatoeba and stories of Lu Xun; before them two old novels with them."""

    def paragraphs(name: str) -> list[str]:
        found = [chinese(line) for line in lines(source / "zh" / f"{name}.txt")]
        found = [piece for p in found if p.endswith(PROSE_END) for piece in pieces(p)]
        return [piece for piece in found if len(piece) < 25 or "，" in piece]

    stories = [p for p in paragraphs("呐喊") if "本篇最初" not in p and "注释" not in p]
    sentences = [chinese(line) for line in lines(source / "zh" / "tatoeba-zh-simplified.txt")]
    modern = unique([text for text in sentences + stories if "下载" not in text])
    novels = unique(paragraphs("红楼梦") + paragraphs("西游记"))
    split(out, modern, 33)
    kept = [text for text in modern if not is_held_out(text, 33)]
    write(out, "novels.txt", [text for text in novels if not is_held_out(text, 33)] + 2 * kept)


def english(source: pathlib.Path, out: pathlib.Path) -> None:
    """Sentences of Tatoeba, and prose by its paragraphs."""

    def book(name: str, start: str, encoding: str = "utf-8-sig") -> list[str]:
        found = paragraphs_of(source / name, encoding)
        first = next(i for i, p in enumerate(found) if p.startswith(start))
        return [p for p in found[first:] if p[-1:] in tuple(".!?\"'") and 40 <= len(p) <= 800]

    prose = book("warpeace_input.txt", '"Well, Prince')
    prose += book("canterbury/alice29.txt", "Alice was beginning")
    prose += book("canterbury/lcet10.txt", "The Workshop on Electronic Texts")
    verses = [line.split(" ", 1)[1] for line in lines(source / "kjv.txt")]
    verses = [verse for verse in verses if is_held_out(verse, 10)]
    found = lines(source / "tatoeba-english.txt") + prose + verses
    split(out, unique([text for text in found if text.isascii()]), 50)


LINUX = re.compile(
    r"[^/]+/(kernel|mm|lib|block|ipc|init|fs/ext4|fs/jbd2|fs|net/core)/"
    r"(?:(?<=/fs/)[^/]+|(?<!/fs/).+)\.[ch]"
)
"""Files of a Linux source that the model reads; of `fs` only those that are in no folder of it."""

OUTER_COMMENT = re.compile(r"^/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
LONG_COMMENT = re.compile(
    r"^[ \t]*/\*(?:(?!\*/).)*\n(?:(?!\*/).)*\*/[ \t]*\n", re.DOTALL | re.MULTILINE
)


def definitions(source: str) -> list[str]:
    """Functions and types of C code, without comments of more than a line."""
    source = LONG_COMMENT.sub("", OUTER_COMMENT.sub("", source))
    found: list[str] = []
    block: list[str] = []
    for line in map(str.rstrip, source.split("\n")):
        if line.startswith("EXPORT_SYMBOL") and found and not block:
            found[-1] += f"\n{line}"
        elif line.startswith("}") and block:
            text = "\n".join([*block, line])
            if text.count("#if") == text.count("#endif"):
                found.append(text)
            block = []
        elif block and not line and not any(line.endswith("{") for line in block):
            block = []
        elif block or (line and line[0] not in "#/ \t}{"):
            block.append(line)
    return [text for text in found if text.isascii() and SHORTEST <= len(text) <= 1000]


def linux(source: pathlib.Path, out: pathlib.Path) -> None:
    """Functions and types of the center of the Linux kernel."""
    found: list[str] = []
    with tarfile.open(source / "linux-source-6.1.tar.xz") as files:
        for member in files:
            if member.isfile() and LINUX.fullmatch(member.name):
                found += definitions(files.extractfile(member).read().decode(errors="replace"))
    split(out, unique(found), 60, f"\n{DELIMITER}\n")


def names(source: pathlib.Path, out: pathlib.Path) -> None:
    """First names, one a line."""
    split(out, unique(lines(source / "names.txt")), 20)
