"""lm-evaluation-harness: its accuracy and its perplexity are those of the command."""

import json
import math
import random

import pytest

from conftest import ROOT

lm_eval = pytest.importorskip("lm_eval", reason="lm-evaluation-harness is not installed")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Sentences of the corpus, each with one in which two neighboring words have changed places."""
    seed = 1
    chance = random.Random(seed)
    words = [line.split() for line in (ROOT / "corpora/prose/08.txt").read_text().splitlines()]
    lines = [line[:14] for line in words if len(line) > 8][:60]
    folder = tmp_path_factory.mktemp("pairs")
    with open(folder / "pairs.jsonl", "w") as file:
        for line in lines:
            place = chance.randrange(len(line) - 1)
            bad = line[:place] + [line[place + 1], line[place]] + line[place + 2:]
            if bad != line:
                file.write(json.dumps(
                    {"sentence_good": " ".join(line), "sentence_bad": " ".join(bad)}) + "\n")
    return folder / "pairs.jsonl"


def evaluate(server, task, tmp_path, **arguments):
    from lm_eval import simple_evaluate
    from lm_eval.tasks import TaskManager
    (tmp_path / "task.yaml").write_text(json.dumps(task))
    settings = {"model": "english", "base_url": server.url + "/v1/completions",
                "tokenizer_backend": "remote", "max_length": 100000000, **arguments}
    result = simple_evaluate(
        model="local-completions",
        model_args=",".join(f"{key}={value}" for key, value in settings.items()),
        tasks=[task["task"]], task_manager=TaskManager(include_path=str(tmp_path)),
        log_samples=True, bootstrap_iters=0)
    return result["results"][task["task"]], result["samples"][task["task"]]


@pytest.mark.parametrize("concurrent", [1, 4])
def test_minimal_pairs_are_judged_as_by_the_command(server, charlm, pairs, tmp_path, concurrent):
    task = {
        "task": "charlm_pairs", "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"validation": str(pairs)}},
        "output_type": "multiple_choice", "validation_split": "validation", "num_fewshot": 0,
        "doc_to_text": "", "doc_to_target": 0, "target_delimiter": "",
        "doc_to_choice": "{{[sentence_good, sentence_bad]}}",
        "metric_list": [{"metric": "acc"}],
    }
    results, samples = evaluate(server, task, tmp_path, num_concurrent=concurrent)
    lines = [json.loads(line) for line in pairs.read_text().splitlines()]
    texts = [line[name] for line in lines for name in ("sentence_good", "sentence_bad")]
    scored = [json.loads(line)["log_probability"] for line in
              charlm("score", "english", "--json", text="\n".join(texts) + "\n").splitlines()]
    own = {line["sentence_good"]: (good, bad)
           for line, good, bad in zip(lines, scored[::2], scored[1::2], strict=True)}
    for sample in samples:
        harness = [float(response[0][0]) for response in sample["resps"]]
        expected = own[sample["doc"]["sentence_good"]]
        assert harness == pytest.approx(expected, abs=1e-3)
        assert (harness[0] > harness[1]) == (expected[0] > expected[1])
    assert results["acc,none"] == json.loads(charlm("pairs", "english", pairs, "--json"))["accuracy"]


def test_rolling_perplexity_is_that_of_the_command(server, charlm, tmp_path):
    # One paragraph, which is one document to both.
    text = " ".join((ROOT / "corpora/prose/08.txt").read_text().split())[:5000].strip()
    (tmp_path / "text.txt").write_text(text)
    (tmp_path / "text.jsonl").write_text(json.dumps({"text": text}) + "\n")
    task = {
        "task": "charlm_text", "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": str(tmp_path / "text.jsonl")}},
        "output_type": "loglikelihood_rolling", "test_split": "test", "doc_to_text": "",
        "doc_to_target": "{{text}}",
        "metric_list": [{"metric": "bits_per_byte"}, {"metric": "byte_perplexity"}],
    }
    results, _ = evaluate(server, task, tmp_path)
    own = json.loads(charlm("eval", "english", tmp_path / "text.txt", "--json"))
    assert own["documents"] == 1
    assert results["bits_per_byte,none"] == pytest.approx(own["bits_per_byte"], rel=1e-3)
    assert results["byte_perplexity,none"] == pytest.approx(
        math.pow(2, own["bits_per_byte"]), rel=1e-3)
