"""The shipped models: what they are, what they learn from, and how they are trained."""

import dataclasses

LINES = ("--boundary", "line")
POEMS = ("--delimiter", "<|endoftext|>")
LSTM = ("--cell", "lstm", "--layers", "2", "--embedding", "64")
WIDE_GRU = (
    *("--cell", "gru", "--layers", "2", "--hidden", "288", "--embedding", "288"),
    "--tie-embeddings",
)
"""For thousands of characters: the embedding is the output projection too."""


@dataclasses.dataclass(frozen=True)
class Step:
    """A run of `charlm train`; each goes on from the one before it."""

    text: str
    minutes: float
    flags: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Model:
    """A shipped model."""

    kind: str
    language: str
    """ISO 639 for natural languages."""
    title: str
    texts: str
    """The function of texts.py that prepares its texts."""
    sources: tuple[str, ...]
    """Files of sources.tsv, or their folders."""
    steps: tuple[Step, ...]
    limits: str
    temperature: float = 0.8
    length: int = 400
    more_sources: tuple[tuple[str, str], ...] = ()
    """Sources that are not files of the folder of texts: what and licence."""


GO_ON = ("--min-count", "100000")
"""Adds no characters to the vocabulary of the model that is gone on from."""


def zh_prose(title: str, *flags: str) -> Model:
    return Model(
        kind="prose",
        language="zh",
        title=title,
        texts="zh_prose",
        sources=(
            *("zh/tatoeba-zh-simplified.txt", "zh/呐喊.txt"),
            *("zh/红楼梦.txt", "zh/西游记.txt"),
        ),
        steps=(
            Step(
                *("novels.txt", 7.5),
                (*LINES, *flags, *WIDE_GRU, "--max-vocabulary", "3600", "--dropout", "0.1")
                + ("--batch", "32", "--bptt", "64", "--eval-every", "250"),
            ),
            Step(
                *("train.txt", 8.5),
                (*GO_ON, "--dropout", "0.2")
                + ("--batch", "32", "--bptt", "32", "--eval-every", "400"),
            ),
        ),
        limits="It knows short everyday sentences best. Longer prose has grammar and no plot. Simplified "
        "characters only; 3,600 of them.",
        length=120,
    )


MODELS = {
    "tang": Model(
        kind="poems",
        language="zh",
        title="Chinese quatrains (绝句) in the manner of the Tang dynasty",
        texts="tang",
        sources=("poetry",),
        steps=(
            Step(
                *("poems.txt", 13),
                (*LINES, *WIDE_GRU, "--max-vocabulary", "4000", "--dropout", "0.1")
                + ("--batch", "32", "--bptt", "64", "--eval-every", "250"),
            ),
            Step(
                *("quatrains.txt", 12),
                (*GO_ON, "--dropout", "0.2")
                + ("--batch", "32", "--bptt", "32", "--eval-every", "400"),
            ),
        ),
        limits="It keeps the number of characters in a line almost always, rhyme and tones often, and the "
        "thread of a poem seldom; `--form` makes the first three certain. Simplified characters only, the 4,000 "
        "most frequent.",
        length=100,
    ),
    "zh-prose": zh_prose("Modern Chinese sentences and prose"),
    "zh-prose-backward": zh_prose(
        "The partner of zh-prose that reads from the end to the start, for filling gaps",
        *("--direction", "backward"),
    ),
    "english": Model(
        kind="prose",
        language="en",
        title="English sentences and prose",
        texts="english",
        sources=(
            *("tatoeba-english.txt", "warpeace_input.txt", "canterbury/alice29.txt"),
            *("canterbury/lcet10.txt", "kjv.txt"),
        ),
        steps=(
            Step(
                *("train.txt", 19),
                (*LINES, "--min-count", "20", *LSTM, "--hidden", "320")
                + ("--batch", "32", "--bptt", "100", "--eval-every", "400"),
            ),
        ),
        limits="Spelling and the grammar of short sentences are good; meaning is not. Much of its prose is of "
        "the nineteenth century. ASCII only.",
    ),
    "verse": Model(
        kind="poems",
        language="en",
        title="English verse and song lyrics",
        texts="verse",
        sources=("deepspeare-sonnets.tgz", "canterbury/plrabn12.txt"),
        more_sources=(("`corpora/lyrics` of this project", "CC0"),),
        steps=(
            Step(
                *("train.txt", 12.5),
                (*POEMS, "--min-count", "20", *LSTM, "--hidden", "320", "--dropout", "0.1")
                + ("--batch", "32", "--bptt", "100", "--eval-every", "300"),
            ),
        ),
        limits="It writes lines of about ten syllables; rhyme and meter come with a form. Names in the sonnets "
        "have no capitals.",
        length=700,
    ),
    "swift": Model(
        kind="code",
        language="swift",
        title="Declarations in Swift",
        texts="swift",
        sources=(),
        more_sources=(("14 Swift packages, listed in `scripts/models/texts.py`", "Apache-2.0"),),
        steps=(
            Step(
                *("train.txt", 12),
                (*POEMS, "--min-count", "10", *LSTM, "--hidden", "320", "--dropout", "0.05")
                + ("--batch", "32", "--bptt", "128", "--eval-every", "300"),
            ),
        ),
        limits="It writes the shape of Swift code: names agree over a line or two, types seldom do, and nothing "
        "was compiled. No comments.",
        temperature=0.6,
        length=600,
    ),
    "tunes": Model(
        kind="music",
        language="abc",
        title="Folk tunes in ABC notation",
        texts="tunes",
        sources=("abc",),
        steps=(
            Step(
                *("train.txt", 6.5),
                ("--boundary", "paragraph", "--line-ends", "lf", "--min-count", "3", *LSTM)
                + ("--hidden", "256", "--dropout", "0.25")
                + ("--batch", "32", "--bptt", "100", "--eval-every", "200"),
            ),
        ),
        limits="Phrases repeat as in a tune, but half of the tunes have a bar that is too long or too short; a "
        "form makes bars add up.",
        temperature=0.6,
        length=1200,
    ),
}
