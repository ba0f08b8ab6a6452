"""The description of the interface, and answers as it says."""

import os
import subprocess
import sys

import pytest
import yaml

PROMPT = {"model": "english", "prompt": "The sea", "max_tokens": 4, "seed": 1}
TEXT = "The sea was calm."


@pytest.fixture(scope="module")
def interface(server):
    status, headers, text = server.request("/openapi.yaml")
    assert status == 200 and "yaml" in headers["Content-Type"]
    return yaml.safe_load(text)


def test_the_description_is_valid(interface):
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(interface)


@pytest.mark.parametrize("path, body, status", [
    ("/health", None, 200), ("/v1/models", None, 200), ("/v1/forms", None, 200),
    ("/tokenizer_info", None, 200),
    ("/tokenize", {"prompt": TEXT}, 200), ("/tokenize", {"content": TEXT, "with_pieces": True}, 200),
    ("/detokenize", {"tokens": [40, 41]}, 200),
    ("/infill", {"input_prefix": "The ", "input_suffix": " was calm."}, 200),
    ("/v1/score", {"model": "english", "text": TEXT}, 200),
    ("/v1/score", {"model": "english", "text": TEXT, "given": "All day ", "alternatives": 3}, 200),
    ("/v1/score", {"model": "english", "text": ""}, 200),
    ("/v1/completions", PROMPT, 200),
    ("/v1/completions", {**PROMPT, "logprobs": 2, "echo": True, "n": 2}, 200),
    ("/v1/completions", {**PROMPT, "max_tokens": 0, "logprobs": 0, "echo": True}, 200),
    ("/v1/completions", {**PROMPT, "prompt": ["a", ""], "best_of": 2}, 200),
    ("/v1/completions", {**PROMPT, "suffix": " was calm."}, 200),
    ("/v1/completions", {**PROMPT, "model": "nobody"}, 404),
    ("/v1/completions", {**PROMPT, "temperature": "hot"}, 400),
    ("/v1/completions", {"prompt": "no model"}, 400),
    ("/v1/completions", b"not json", 400),
])
def test_answers_are_as_described(server, interface, path, body, status):
    jsonschema = pytest.importorskip("jsonschema")
    found, _, answer = server.request(path, body)
    assert found == status, answer
    operation = interface["paths"][path]["get" if body is None else "post"]
    described = operation["responses"].get(str(status)) or operation["responses"].get("4XX") \
        or operation["responses"]["default"]
    if "$ref" in described:
        described = interface["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    schema = described["content"]["application/json"]["schema"]
    # References of the schema are into the whole description.
    jsonschema.validate(answer, {**schema, "components": interface["components"]},
                        cls=jsonschema.Draft202012Validator)


def test_schemathesis_finds_no_failure_of_the_server(server, tmp_path):
    pytest.importorskip("schemathesis")
    seconds = os.environ.get("CHARLM_FUZZ_SECONDS", "60")
    result = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", server.url + "/openapi.yaml",
         "--checks", "not_a_server_error,response_schema_conformance,content_type_conformance",
         "--max-time", seconds, "--continue-on-failure", "--no-color", "--warnings", "off",
         "--workers", "2", "--request-timeout", "60", "--phases", "examples,coverage,fuzzing"],
        cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    assert server.request("/health")[0] == 200
