"""The openai client, unmodified."""

import asyncio
import json
import math

import pytest

openai = pytest.importorskip("openai")

PROMPT = "The keeper lit the lamp, and"


@pytest.fixture(scope="module")
def client(server):
    return openai.OpenAI(base_url=server.url + "/v1", api_key="none", max_retries=0)


def test_models_are_listed(client):
    models = client.models.list().data
    assert {"english", "verse", "tang"} <= {model.id for model in models}
    assert all(model.object == "model" for model in models)


def test_a_completion_has_the_parts_that_clients_read(client):
    answer = client.completions.create(model="english", prompt=PROMPT, max_tokens=20, seed=1)
    assert answer.object == "text_completion" and answer.model == "english"
    assert answer.id.startswith("cmpl-")
    choice, = answer.choices
    assert choice.index == 0 and choice.finish_reason == "length" and choice.logprobs is None
    assert len(choice.text) == 20
    assert answer.usage.completion_tokens == 20
    assert answer.usage.prompt_tokens == len(PROMPT)
    assert answer.usage.total_tokens == len(PROMPT) + 20


def test_a_seed_gives_the_text_of_the_command(client, charlm):
    for seed in (1, 7):
        text = client.completions.create(
            model="english", prompt=PROMPT, max_tokens=60, temperature=0.7, seed=seed).choices[0].text
        printed = charlm("sample", "english", "--prompt", PROMPT, "--length", 60,
                         "--temperature", 0.7, "--seed", seed)
        assert printed.rstrip("\n") == (PROMPT + text).rstrip("\n")


def test_a_stream_is_the_text_in_pieces(client):
    wish = dict(model="english", prompt=PROMPT, max_tokens=80, seed=3, n=2)
    whole = client.completions.create(**wish)
    texts, reasons, usage = ["", ""], [None, None], None
    for chunk in client.completions.create(
            **wish, stream=True, stream_options={"include_usage": True}):
        if not chunk.choices:
            usage = chunk.usage
        for choice in chunk.choices:
            assert reasons[choice.index] is None
            texts[choice.index] += choice.text
            reasons[choice.index] = choice.finish_reason
    assert texts == [choice.text for choice in whole.choices]
    assert reasons == [choice.finish_reason for choice in whole.choices]
    assert usage == whole.usage


@pytest.mark.parametrize("stream", [False, True])
def test_logprobs_are_those_of_the_raw_model(client, stream):
    answer = client.completions.create(
        model="english", prompt=PROMPT, max_tokens=30, seed=2, temperature=0.5, logprobs=3, stream=stream)
    choices = [chunk.choices[0] for chunk in answer if chunk.choices] if stream else answer.choices
    text = "".join(choice.text for choice in choices)
    parts = [choice.logprobs for choice in choices if choice.logprobs]
    tokens = sum((part.tokens for part in parts), [])
    values = sum((part.token_logprobs for part in parts), [])
    tops = sum((part.top_logprobs for part in parts), [])
    offsets = sum((part.text_offset for part in parts), [])
    assert "".join(tokens) == text and len(tokens) == 30
    for token, value, top in zip(tokens, values, tops, strict=True):
        assert 3 <= len(top) <= 4 and top[token] == value <= 0
        assert sum(math.exp(v) for v in top.values()) <= 1.0001
    assert offsets == list(range(len(PROMPT), len(PROMPT) + 30))


def test_an_echo_scores_the_prompt(client, charlm):
    text = "The sea was calm."
    answer = client.completions.create(
        model="english", prompt=text, max_tokens=0, echo=True, logprobs=1).choices[0]
    assert answer.text == text and answer.finish_reason == "length"
    assert answer.logprobs.tokens == list(text)
    assert answer.logprobs.text_offset == list(range(len(text)))
    values = answer.logprobs.token_logprobs
    assert values[0] is None and answer.logprobs.top_logprobs[0] is None
    line = json.loads(charlm("score", "english", "--json", "--per-token", text=text + "\n"))
    expected = [value for _, value in line["token_log_probabilities"]]
    assert values[1:] == pytest.approx(expected[1:], abs=1e-4)


def test_an_echo_goes_on(client):
    answer = client.completions.create(
        model="english", prompt=PROMPT, max_tokens=5, echo=True, logprobs=2, seed=1).choices[0]
    assert answer.text.startswith(PROMPT) and len(answer.text) == len(PROMPT) + 5
    assert len(answer.logprobs.tokens) == len(answer.text)


def test_many_prompts_have_their_own_answers(client):
    prompts = ["The sea", "A lamp", "", "He said"]
    answer = client.completions.create(
        model="english", prompt=prompts, n=2, max_tokens=10, seed=5, echo=True)
    assert [choice.index for choice in answer.choices] == list(range(8))
    for choice in answer.choices:
        assert choice.text.startswith(prompts[choice.index // 2])


def test_prompts_can_be_token_numbers(client, server):
    _, _, tokens = server.request("/tokenize", {"model": "english", "prompt": PROMPT})
    by_tokens = client.completions.create(
        model="english", prompt=[tokens["tokens"]] * 2, max_tokens=20, seed=1, temperature=0)
    by_text = client.completions.create(
        model="english", prompt=PROMPT, max_tokens=20, seed=1, temperature=0)
    assert [choice.text for choice in by_tokens.choices] == [by_text.choices[0].text] * 2
    _, _, text = server.request("/detokenize", {"model": "english", "tokens": tokens["tokens"]})
    assert text["prompt"] == PROMPT


def test_stop_strings_end_a_text_and_are_left_out(client):
    free = client.completions.create(
        model="english", prompt=PROMPT, max_tokens=200, temperature=0).choices[0].text
    stop = free[40:43]
    for stream in (False, True):
        answer = client.completions.create(
            model="english", prompt=PROMPT, max_tokens=200, temperature=0, stop=["\x00", stop],
            stream=stream)
        choices = [chunk.choices[0] for chunk in answer if chunk.choices] if stream else answer.choices
        assert "".join(choice.text for choice in choices) == free[:free.index(stop)]
        assert choices[-1].finish_reason == "stop"


def test_temperature_zero_takes_the_most_probable_token(client):
    answer = client.completions.create(
        model="english", prompt=PROMPT, max_tokens=20, temperature=0, logprobs=1).choices[0]
    for token, top in zip(answer.logprobs.tokens, answer.logprobs.top_logprobs, strict=True):
        assert top[token] == max(top.values())


def test_constraints_hold(client, charlm):
    def create(**wishes):
        length = wishes.pop("max_tokens", 120)
        extra = {"max_tokens": length} if length else {}
        return client.completions.create(
            model=wishes.pop("model", "english"), prompt=wishes.pop("prompt", ""), seed=1,
            extra_body={**wishes, **extra}).choices[0].text

    import re
    assert re.fullmatch(r"[A-Z][a-z]+ \d{4}\.", create(regex=r"[A-Z][a-z]+ \d{4}\."))
    assert re.fullmatch(r"(- [a-z]{2,12}\n){2,3}",
                        create(model="verse", grammar='root ::= ("- " [a-z]{2,12} "\\n"){2,3}'))
    schema = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 1, "maximum": 9}},
              "required": ["age"], "additionalProperties": False}
    assert 1 <= json.loads(create(model="swift", json_schema=schema))["age"] <= 9
    text = create(prompt="The boat", must=["river"], ban=["the"])
    assert "river" in text and "the" not in text
    poem = create(model="tang", form={"name": "qijue", "acrostic": "春夏秋冬", "rhyme": "东"}, max_tokens=None)
    verdict = charlm("forms", "check", "qijue", "--acrostic", "春夏秋冬", text=poem.strip() + "\n")
    assert "breaks" not in verdict


def test_a_suffix_asks_for_a_filling(client):
    answer = client.completions.create(
        model="zh-prose", prompt="我的手机坏了，我打算", suffix="一部新手机", max_tokens=8, n=3)
    texts = [choice.text for choice in answer.choices]
    assert len(texts) == 3 and all(1 <= len(text) <= 8 for text in texts)


@pytest.mark.parametrize("model, wishes, pattern", [
    ("english", {"regex": "[a-z]{2,6}"}, "[a-z]{2,6}"),
    ("english", {"grammar": 'root ::= "the " [a-z]+'}, "the [a-z]+"),
    ("english", {"must": ["sea"], "ban": ["e "], "max_tokens": 16}, "(?!.*e ).*sea.*"),
    ("english", {"stop": ["a", "e"], "temperature": 1.0, "seed": 3}, "[^ae]+"),
    ("swift", {"json_schema": {"type": "array", "items": {"enum": [1, 2]}, "maxItems": 2, "minItems": 1}},
     r"\[[12](, ?[12])?\]"),
])
def test_constraints_bind_fillings(client, model, wishes, pattern):
    import re
    extra = {name: wishes.pop(name) for name in list(wishes)
             if name not in ("stop", "temperature", "seed", "max_tokens")}
    answer = client.completions.create(
        model=model, prompt="There are ", suffix=" and", n=3, max_tokens=wishes.pop("max_tokens", 8), **wishes,
        extra_body=extra)
    assert answer.choices
    for choice in answer.choices:
        assert re.fullmatch(pattern, choice.text), choice.text


def test_a_score_under_a_mixture_is_between_those_of_its_models(server):
    def score(**more):
        status, _, answer = server.request(
            "/v1/score", {"model": "english", "text": "The sea was calm.", **more})
        assert status == 200, answer
        return answer
    alone = score()
    same = score(mix=[{"model": "english-2", "weight": 0.5}])
    assert same["log_probability"] == pytest.approx(alone["log_probability"], abs=1e-4)
    assert "percentile" in alone and "percentile" not in same
    assert server.request("/v1/score", {"model": "english", "text": "a", "mix": [
        {"model": "tang", "weight": 0.5}]})[0] == 400


def test_a_wrong_method_is_told_with_the_right_ones(server):
    for path, allow in (("/v1/completions", "OPTIONS, POST"), ("/v1/score", "OPTIONS, POST")):
        status, headers, answer = server.request(path)
        assert (status, headers["Allow"]) == (405, allow) and answer["error"]["code"] is None
    status, headers, _ = server.request("/health", {})
    assert (status, headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_answers_to_head_have_no_body(server):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    # On one connection: a body would be read as the next answer.
    for path, status in (("/health", 200), ("/nowhere", 404), ("/v1/score", 405), ("/", 200)):
        connection.request("HEAD", path)
        answer = connection.getresponse()
        assert answer.status == status and answer.read() == b""
    connection.close()


@pytest.mark.parametrize("wish, error, part", [
    ({"model": "nobody"}, "NotFoundError", "english"),
    ({"temperature": 3}, "BadRequestError", "temperature"),
    ({"max_tokens": -1}, "BadRequestError", "max_tokens"),
    ({"prompt": [[0, 99999999]]}, "BadRequestError", "99999999"),
    ({"n": 4, "best_of": 2}, "BadRequestError", "best_of"),
    ({"extra_body": {"regex": "("}}, "BadRequestError", ""),
    ({"suffix": "b", "frequency_penalty": 1}, "BadRequestError", "frequency_penalty"),
    ({"suffix": "b", "extra_body": {"form": "haiku"}}, "BadRequestError", "form"),
    ({"extra_body": {"guided_regex": "a"}}, "BadRequestError", "guided_regex"),
    ({"stream_options": {"include_usage": True}}, "BadRequestError", "stream_options"),
    ({"extra_body": {"form": "../../etc/passwd"}}, "BadRequestError", "form"),
    ({"extra_body": {"must": ["far too long for it"]}, "max_tokens": 3}, "BadRequestError", ""),
])
def test_errors_are_those_of_the_client(client, wish, error, part):
    wish = {"model": "english", "prompt": "A", **wish}
    with pytest.raises(getattr(openai, error)) as caught:
        client.completions.create(**wish)
    assert part in caught.value.message
    assert caught.value.body["type"] == "invalid_request_error"


def test_a_wrong_key_is_an_error(guarded):
    url = guarded.url + "/v1"
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=url, api_key="wrong", max_retries=0).models.list()
    assert openai.OpenAI(base_url=url, api_key="secret").models.list().data
    assert guarded.request("/health")[0] == 200
    assert guarded.request("/")[0] == 200
    assert guarded.request("/v1/models")[0] == 401
    assert "secret" not in "".join(guarded.log)


def test_clients_at_the_same_time_get_the_texts_they_would_get_alone(server):
    client = openai.AsyncOpenAI(base_url=server.url + "/v1", api_key="none", max_retries=0)

    async def text(seed):
        answer = await client.completions.create(
            model="english", prompt=PROMPT, max_tokens=50 + seed, seed=seed)
        return answer.choices[0].text

    async def together():
        return await asyncio.gather(*map(text, range(40)))

    async def alone():
        return [await text(seed) for seed in range(0, 40, 8)]

    assert asyncio.run(together())[::8] == asyncio.run(alone())
