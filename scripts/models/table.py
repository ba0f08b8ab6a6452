"""The shipped models: what they are, what they learn from, and how they are trained."""

import dataclasses
import shlex

GRU = "--preset plain --cell gru --layers 2 --hidden 288 --embedding 288 --tie-embeddings --batch 32"
"""For thousands of characters: the embedding is the output projection too."""
LSTM = "--preset plain --cell lstm --layers 2 --embedding 64 --batch 32"
GO_ON = (
    "--min-count 100000 --dropout 0.2 --batch 32 --bptt 32 --eval-every 400 --rate auto "
    "--average none --epochs none --patience none --sample-every none"
)
"""Adds no characters to the vocabulary of the model that is gone on from."""
POEMS = "--delimiter '<|endoftext|>'"


@dataclasses.dataclass(frozen=True)
class Step:
    """A run of `charlm train`; each goes on from the one before it."""

    text: str
    flags: str

    @property
    def arguments(self) -> list[str]:
        return shlex.split(self.flags)


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
    """Temperature and length of the samples on its card."""
    samples: int = 3
    counts_new: bool = False
    """Whether its card says how many of 1,000 samples its texts do not contain."""
    length: int = 400
    more_sources: tuple[str, ...] = ()
    """Sources that are not files of the folder of texts, with their licences."""


def zh_prose(title: str, direction: str) -> Model:
    return Model(
        kind="prose",
        language="zh",
        title=title,
        texts="zh_prose",
        sources=(
            "zh/tatoeba-zh-simplified.txt",
            "zh/呐喊.txt",
            "zh/红楼梦.txt",
            "zh/西游记.txt",
        ),
        steps=(
            Step(
                "novels.txt",
                f"--steps 1000 --boundary line --direction {direction} {GRU} "
                "--max-vocabulary 3600 --dropout 0.1 --bptt 64 --eval-every 250",
            ),
            Step("train.txt", f"--steps 2200 {GO_ON}"),
        ),
        limits="It knows short everyday sentences best; longer prose has grammar and no plot. "
        "Simplified characters only, the 3,600 most frequent.",
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
                "poems.txt",
                f"--minutes 13 --boundary line {GRU} "
                "--max-vocabulary 4000 --dropout 0.1 --bptt 64 --eval-every 250",
            ),
            Step("quatrains.txt", f"--minutes 12 {GO_ON}"),
        ),
        limits="It keeps the number of characters in a line almost always, rhyme and tones often, "
        "and the thread of a poem seldom. Simplified characters only, the 4,000 most frequent.",
        length=100,
    ),
    "zh-prose": zh_prose("Modern Chinese sentences and prose", "forward"),
    "zh-prose-backward": zh_prose(
        "The partner of zh-prose, which reads from the end to the start, for filling gaps",
        "backward",
    ),
    "english": Model(
        kind="prose",
        language="en",
        title="English sentences and prose",
        texts="english",
        sources=(
            "tatoeba-english.txt",
            "warpeace_input.txt",
            "canterbury/alice29.txt",
            "canterbury/lcet10.txt",
            "kjv.txt",
        ),
        steps=(
            Step(
                "train.txt",
                f"--steps 2300 --boundary line {LSTM} --hidden 320 --min-count 20 "
                "--bptt 100 --eval-every 400",
            ),
        ),
        limits="Spelling and the grammar of short sentences are good; meaning is not. Much of its "
        "prose is of the nineteenth century. ASCII only.",
    ),
    "verse": Model(
        kind="poems",
        language="en",
        title="English verse and song lyrics",
        texts="verse",
        sources=("deepspeare-sonnets.tgz", "canterbury/plrabn12.txt"),
        more_sources=("`corpora/lyrics` of this project: CC0",),
        steps=(
            Step(
                "train.txt",
                f"--minutes 12.5 {POEMS} {LSTM} --hidden 320 --min-count 20 --dropout 0.1 "
                "--bptt 100 --eval-every 300",
            ),
        ),
        limits="It writes lines of about ten syllables, seldom rhymes, and invents words. Names in "
        "the sonnets have no capitals.",
        length=700,
    ),
    "swift": Model(
        kind="code",
        language="swift",
        title="Declarations in Swift",
        texts="swift",
        sources=(),
        more_sources=("14 Swift packages, listed in `scripts/models/texts.py`: Apache-2.0",),
        steps=(
            Step(
                "train.txt",
                f"--minutes 12 {POEMS} {LSTM} --hidden 320 --min-count 10 --dropout 0.05 "
                "--bptt 128 --eval-every 300",
            ),
        ),
        limits="It writes the shape of Swift code: names agree over a line or two, types seldom "
        "do, and half of the declarations are parsed without an error. No comments.",
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
                "train.txt",
                f"--minutes 6.5 --boundary paragraph --line-ends lf {LSTM} --hidden 256 "
                "--min-count 3 --dropout 0.25 --bptt 100 --eval-every 200",
            ),
        ),
        limits="Phrases repeat as in a tune, but half of the tunes have a bar that is too long or "
        "too short. At a temperature of 0.6, abc2midi reads 95 of 100 without an error.",
        temperature=0.6,
        length=1200,
    ),
    "linux": Model(
        kind="code",
        language="c",
        title="Functions and types in C, in the style of the Linux kernel",
        texts="linux",
        sources=("linux-source-6.1.tar.xz",),
        steps=(
            Step(
                "train.txt",
                f"--minutes 62 {POEMS} --cell lstm --layers 1 --hidden 384 --embedding 64 "
                "--batch 32 --min-count 20 --bptt 128 --eval-every 500 --no-doctor",
            ),
        ),
        limits="It writes the shape of kernel code: statements, checks of errors, locks that are "
        "taken and released. Names agree over a few lines; what a function does makes no sense.",
        temperature=0.6,
        length=800,
    ),
    "names": Model(
        kind="names",
        language="en",
        title="First names, as parents in the United States choose them",
        texts="names",
        sources=("names.txt",),
        steps=(
            Step(
                "train.txt",
                "--minutes 5 --boundary line --cell gru --layers 1 --hidden 192 --embedding 24 "
                "--batch 64 --bptt 32 --dropout 0.25 --eval-every 100",
            ),
        ),
        limits="Lower-case letters only. It does not tell names of girls from those of boys.",
        length=20,
        samples=20,
        counts_new=True,
    ),
}
