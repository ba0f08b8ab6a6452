"""The writer's page in a browser."""

import contextlib
import os
import re
import time

import pytest

EVENING = "The keeper climbed the stairs that evening and lit the lamp. Below him the harbour"


def until(page, condition, timeout=10):
    """Waits for a condition; Playwright's own way is refused by the policy of the page."""
    end = time.monotonic() + timeout
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


@contextlib.contextmanager
def opened(browser, url, **options):
    """Opens the page in a browser of its own; errors and violations of its policy are failures."""
    options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", **options}
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda message: page.problems.append(message.text)
            if message.type in ("error", "warning") else None)
    page.on("request", lambda request: page.problems.append(f"loads {request.url}")
            if not request.url.startswith((url, "blob:")) else None)
    page.goto(url)
    until(page, "document.getElementById('model').options.length > 0")
    yield page
    # An answer that is no success is also written to the console.
    problems = [text for text in page.problems if "Failed to load resource" not in text]
    context.close()
    assert problems == []


@pytest.fixture
def page(browser, server):
    with opened(browser, server.url) as page:
        yield page


def text(page):
    return page.input_value("#text")


def type_text(page, words):
    page.focus("#text")
    page.keyboard.insert_text(words)


def pause(page):
    """Waits until what is typed is a new state."""
    page.wait_for_timeout(1600)


def grain(page, name):
    page.check(f"#grain [value={name}]")
    page.focus("#text")


def suggestions(page, key="Tab"):
    """Asks for suggestions, and returns them when all have come."""
    page.keyboard.press(key)
    until(page,
        "document.getElementById('stop').hidden && (!document.getElementById('choices-box').hidden"
        " || document.getElementById('failure').textContent)", timeout=30)
    assert page.inner_text("#failure") == ""
    return page.locator("#choices [role=option] .choice-text").all_inner_texts()


def settle(page):
    until(page, "document.getElementById('saved').textContent === 'Saved'")


def shot(page, name):
    folder = os.environ.get("CHARLM_SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize("size", ["character", "word", "line"])
def test_tab_offers_three_continuations_and_enter_accepts_one(page, size):
    type_text(page, EVENING)
    grain(page, size)
    offered = suggestions(page)
    assert 1 <= len(offered) <= 3 and len(set(offered)) == len(offered)
    if size == "character":
        assert all(re.search(r"%$", note) for note in
                   page.locator("#choices small").all_inner_texts())
    ghost = page.text_content(".ghost")
    shot(page, f"suggest-{size}")
    page.keyboard.press("Enter")
    assert text(page) == EVENING + ghost
    assert page.is_hidden("#choices-box")
    if size == "word":
        assert len(text(page)[len(EVENING):].split()) == 1


def test_digits_and_arrows_choose_and_tab_accepts(page):
    type_text(page, EVENING)
    grain(page, "line")
    offered = suggestions(page)
    def chosen():
        return page.locator("[aria-selected=true] .choice-text").inner_text()
    page.keyboard.press("ArrowDown")
    assert chosen() == offered[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert chosen() == offered[-1]
    page.keyboard.press("2")
    assert chosen() == offered[1]
    assert page.get_attribute("#text", "aria-activedescendant") == "choice-1"
    assert offered[1][:20] in page.inner_text("#message")
    page.keyboard.press("Tab")
    assert text(page)[len(EVENING):].strip() == offered[1].replace("↵ ", "").strip()


def test_escape_dismisses_and_changes_nothing(page):
    type_text(page, EVENING)
    suggestions(page)
    page.keyboard.press("Escape")
    assert page.is_hidden("#choices-box")
    assert text(page) == EVENING
    assert page.locator(".ghost").count() == 0
    assert page.inner_text("#message") == ""


def test_a_part_of_a_continuation_is_accepted(page):
    type_text(page, EVENING)
    grain(page, "line")
    offered = suggestions(page)[0].split()
    page.keyboard.press("Control+ArrowRight")
    word = text(page)[len(EVENING):].strip()
    assert word and offered[0].startswith(word)
    before = text(page)
    page.keyboard.press("ArrowRight")
    assert text(page).startswith(before) and len(text(page)) == len(before) + 1
    assert page.is_visible("#choices-box")
    page.keyboard.press("Enter")
    assert text(page)[len(EVENING):].split() == offered


def test_undo_redo_and_a_branch_that_was_left(page):
    type_text(page, "First.")
    pause(page)
    type_text(page, " Second.")
    page.keyboard.press("Control+z")
    assert text(page) == "First."
    page.keyboard.press("Control+Shift+z")
    assert text(page) == "First. Second."
    page.keyboard.press("Control+z")
    type_text(page, " Another.")
    assert text(page) == "First. Another."
    page.click("#show-history")
    states = page.locator("#states button")
    assert states.count() == 4
    shot(page, "history")
    page.locator("#states button", has_text="Second.").click()
    assert text(page) == "First. Second."
    page.locator("#states button", has_text="Start").click()
    assert text(page) == ""
    page.locator("#states button", has_text="Another.").focus()
    page.keyboard.press("Enter")
    assert text(page) == "First. Another."
    # And by the arrow keys.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert text(page) == "First. Second."


def test_a_selected_gap_is_filled(page):
    type_text(page, EVENING)
    start = EVENING.index("evening")
    page.evaluate("([a, b]) => document.getElementById('text').setSelectionRange(a, b)",
                  [start, start + len("evening")])
    fillings = suggestions(page)
    assert 1 <= len(fillings) <= 3
    shot(page, "fill")
    page.keyboard.press("Enter")
    before, after = EVENING.split("evening")
    assert text(page).startswith(before) and text(page).endswith(after)
    page.keyboard.press("Control+z")
    assert text(page) == EVENING
    page.click("#show-settings")
    page.fill("#ban", fillings[0].strip())
    page.focus("#text")
    page.evaluate("([a, b]) => document.getElementById('text').setSelectionRange(a, b)",
                  [start, start + len("evening")])
    others = suggestions(page)
    assert others and all(fillings[0].strip() not in other for other in others)


def test_a_poem_has_its_form_acrostic_and_rhyme(page, charlm):
    page.click("#show-settings")
    page.select_option("#model", "tang")
    page.select_option("#form", "qijue")
    page.fill("#acrostic", "春夏秋冬")
    page.fill("#rhyme", "东")
    shot(page, "settings")
    page.focus("#text")
    poems = suggestions(page)
    assert poems
    page.keyboard.press("Enter")
    poem = text(page).strip()
    verdict = charlm("forms", "check", "qijue", "--acrostic", "春夏秋冬", "--rhyme", "东",
                     text=poem.replace("\n", "") + "\n")
    assert "breaks" not in verdict


def test_words_that_must_and_must_not_occur(page):
    type_text(page, "The boat")
    page.click("#show-settings")
    page.fill("#must", "river, garden")
    page.fill("#ban", "the")
    page.fill("#length", "60")
    grain(page, "line")
    for continuation in suggestions(page):
        assert "river" in continuation and "garden" in continuation and "the" not in continuation


def test_a_wish_that_cannot_be_met_is_told_in_words(page):
    type_text(page, "The boat")
    page.click("#show-settings")
    page.fill("#must", "a very long phrase that has no room")
    page.fill("#length", "5")
    grain(page, "line")
    page.keyboard.press("Tab")
    until(page, "document.getElementById('failure').textContent !== ''")
    assert page.inner_text("#failure").startswith("The server cannot do this: ")
    assert text(page) == "The boat"


def test_a_mixture_continues(page):
    type_text(page, EVENING)
    page.click("#show-settings")
    page.click("#add-model")
    assert page.input_value("#mixture select") == "english-2"
    assert page.inner_text("#mixture output") == "50 %"
    grain(page, "line")
    assert suggestions(page)
    # Models of other characters cannot be mixed, and are not offered.
    page.select_option("#model", "tang")
    assert page.is_disabled("#add-model") and page.locator("#mixture select").count() == 0


def test_the_text_settings_and_history_survive_a_reload(page):
    type_text(page, EVENING)
    page.fill("#name", "Lamp")
    page.click("#show-settings")
    page.fill("#ban", "storm")
    grain(page, "line")
    pause(page)
    type_text(page, " lay still.")
    settle(page)
    page.reload()
    until(page, "document.getElementById('model').options.length > 0")
    assert text(page) == EVENING + " lay still."
    assert page.input_value("#name") == "Lamp"
    assert page.input_value("#ban") == "storm"
    assert page.is_checked("#grain [value=line]")
    page.focus("#text")
    page.keyboard.press("Control+z")
    assert text(page) == EVENING


def test_documents_are_made_named_changed_exported_imported_and_deleted(page, tmp_path):
    type_text(page, "One.")
    page.fill("#name", "first <b>")
    page.click("#show-documents")
    page.click("#new")
    assert text(page) == ""
    page.fill("#name", "second")
    type_text(page, "Two.")
    page.click("#show-documents")
    assert page.locator("#document-list .document span").all_inner_texts() == ["second", "first <b>"]
    shot(page, "documents")
    page.locator(".document", has_text="first").click()
    assert text(page) == "One."
    page.click("#show-documents")
    with page.expect_download() as download:
        page.click("#export")
    assert download.value.suggested_filename == "first -b-.txt"
    assert open(download.value.path(), encoding="utf-8").read() == "One."
    imported = tmp_path / "诗.txt"
    imported.write_bytes("明月\r\n几时有".encode("utf-16"))
    page.set_input_files("#file", str(imported))
    until(page, "document.getElementById('name').value === '诗'")
    assert text(page) == "明月\n几时有"
    page.locator("#document-list li", has_text="诗").locator("button.quiet").click()
    page.click("#delete-dialog button[value=delete]")
    assert page.locator(".document", has_text="诗").count() == 0
    assert text(page) in ("One.", "Two.")


def test_a_file_that_is_no_text_is_refused(page, tmp_path):
    odd = tmp_path / "odd.txt"
    odd.write_bytes(b"\xff\x00\xd8")
    page.set_input_files("#file", str(odd))
    until(page, "document.getElementById('failure').textContent.includes('odd.txt')")


def test_a_click_shows_the_alternatives_of_a_character(page):
    type_text(page, EVENING)
    box = page.evaluate("""() => {
      const range = document.createRange();
      const node = document.getElementById('mirror').firstChild;
      range.setStart(node, 4); range.setEnd(node, 5);
      const {x, y, width, height} = range.getBoundingClientRect();
      return {x: x + width / 2, y: y + height / 2};
    }""")
    page.mouse.click(box["x"], box["y"])
    page.wait_for_selector("#choices [role=option]")
    assert page.inner_text("#choices-title").startswith("Instead of “k”")
    notes = [float(note.strip("%< ")) for note in page.locator("#choices small").all_inner_texts()]
    assert notes == sorted(notes, reverse=True) and sum(notes) <= 100.5
    shot(page, "alternatives")
    # A key goes to the text.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    assert page.is_hidden("#choices-box")


def test_alternatives_by_keyboard_replace_a_character_or_continue(page):
    type_text(page, "The lamp\nThe tide")
    page.evaluate("document.getElementById('text').setSelectionRange(4, 4)")
    for shift in (True, False):
        page.keyboard.press("Alt+Enter")
        page.wait_for_selector("#choices [role=option]")
        page.keyboard.press("ArrowDown")
        item = page.locator("[aria-selected=true] .choice-text").inner_text()
        page.keyboard.press("Shift+Enter" if shift else "Enter")
        if shift:
            assert text(page) == f"The {item}amp\nThe tide"
            page.keyboard.press("Control+z")
            assert text(page) == "The lamp\nThe tide"
            page.evaluate("document.getElementById('text').setSelectionRange(4, 4)")
        else:
            assert text(page) == f"The {item}\nThe tide"
            page.wait_for_selector("#choices [role=option]")


def test_characters_are_colored_by_surprise(page):
    type_text(page, "The keeper lit the lamp. Xq zzvk 😀 wq.\n\nThe tide")
    page.click("#surprise")
    page.wait_for_selector("#mirror .level-4")
    assert "bits per character" in page.inner_text("#figures")
    assert page.text_content("#mirror").replace("\u200b", "") == text(page)
    shot(page, "surprise")
    page.focus("#text")
    page.keyboard.insert_text(" turned")
    page.wait_for_timeout(1500)
    assert page.text_content("#mirror").replace("\u200b", "") == text(page)
    page.click("#surprise")
    assert page.locator("#mirror [class^=level]").count() == 0


def test_a_model_of_lines_reads_each_line_alone(page):
    type_text(page, "The sea was calm.\nThe boat")
    page.click("#surprise")
    until(page, "document.getElementById('figures').textContent !== ''")
    # It has never seen a line break.
    assert "unknown" not in page.inner_text("#figures")
    sent = []
    page.on("request", lambda request: sent.append(request.post_data_json)
            if request.url.endswith("/v1/completions") else None)
    page.focus("#text")
    assert suggestions(page)
    assert sent[0]["prompt"] == "The boat"
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('text').setSelectionRange(4, 7)")
    assert suggestions(page)
    assert (sent[-1]["prompt"], sent[-1]["suffix"]) == ("The ", " was calm.")


def test_the_mirror_has_the_layout_of_the_text(page):
    type_text(page, (EVENING + " ") * 12 + "\n\n明月几时有，把酒问青天。" * 20 + "\n\ttab  spaces   end\n")
    page.wait_for_timeout(100)
    heights = page.evaluate("""() => {
      const area = document.getElementById('text');
      return [area.scrollHeight, area.clientHeight, document.getElementById('mirror').clientHeight];
    }""")
    assert len(set(heights)) == 1


def test_the_model_writes_and_can_be_stopped(page):
    type_text(page, EVENING)
    page.click("#show-settings")
    # A model of whole stories, whose texts do not end with the line.
    page.select_option("#model", "harbour")
    page.fill("#length", "4000")
    page.focus("#text")
    page.keyboard.press("Control+Enter")
    until(page, f"document.getElementById('text').value.length > {len(EVENING) + 20}")
    assert page.is_visible("#stop")
    page.keyboard.press("Escape")
    assert page.is_hidden("#stop")
    written = text(page)
    page.wait_for_timeout(300)
    assert text(page) == written and len(written) < len(EVENING) + 4000
    page.keyboard.press("Control+z")
    assert text(page) == EVENING


def test_an_input_method_is_left_alone(page):
    page.focus("#text")
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "mingyue", "selectionStart": 7, "selectionEnd": 7})
    page.keyboard.press("Control+z")
    assert page.is_hidden("#choices-box")
    client.send("Input.insertText", {"text": "明月"})
    assert text(page) == "明月"
    page.keyboard.insert_text("几时有")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert text(page) == ""
    page.keyboard.press("Control+y")
    assert text(page).startswith("明月")


def test_no_text_becomes_markup(page):
    type_text(page, "<img src=x onerror=alert(1)><b>bold</b>")
    page.fill("#name", "<i>name</i>")
    settle(page)
    page.click("#show-history")
    page.click("#surprise")
    page.wait_for_selector("#mirror [class^=level]")
    page.click("#show-documents")
    assert page.locator("body img, body b, body i:not([class])").count() == 0


def test_escape_then_tab_leaves_the_text(page):
    page.focus("#text")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "text"
    page.focus("#text")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('header') !== null")


def test_everything_is_reached_by_the_keyboard(page):
    page.click("#show-settings")
    reached = set()
    page.focus("#show-documents")
    for _ in range(60):
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.name || ''"))
        if page.evaluate("document.activeElement.id") == "text":
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    missing = {"name", "suggest", "grain", "write", "fill", "surprise", "show-history", "show-settings",
               "text", "model", "add-model", "temperature", "length", "form", "must", "ban", "on-click",
               "theme", "language", "show-keys", "show-key"} - reached
    assert missing == set()
    page.focus("#settings .close")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "show-settings"


def test_full_storage_is_told_and_the_text_stays(page):
    page.evaluate("""() => {
      Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };
    }""")
    type_text(page, "Kept?")
    until(page, "document.getElementById('failure').textContent.includes('storage is full')")
    assert page.inner_text("#saved") == "Not saved"
    assert text(page) == "Kept?"


@pytest.mark.parametrize("status, headers, words", [
    (429, {"Retry-After": "7"}, "busy. Try again in 7 seconds"), (503, {}, "busy"),
    (413, {}, "too long"), (500, {}, "The server failed: something"),
    (400, {}, "cannot do this: something"), (None, {}, "does not answer"),
])
def test_failures_are_told_in_plain_words(page, status, headers, words):
    def answer(route):
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, headers=headers, json={"error": {"message": "something"}})
    page.route("**/v1/completions", answer)
    type_text(page, EVENING)
    page.keyboard.press("Tab")
    until(page, "document.getElementById('failure').textContent !== ''")
    assert words in page.inner_text("#failure")
    assert text(page) == EVENING
    page.unroute("**/v1/completions")
    assert suggestions_again(page)


def suggestions_again(page):
    page.focus("#text")
    page.keyboard.press("Tab")
    page.wait_for_selector("#choices [role=option]")
    return page.inner_text("#failure") == ""


def test_a_key_is_asked_for(browser, request):
    url = os.environ.get("CHARLM_GUARDED_URL") or request.getfixturevalue("guarded").url
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("#key-dialog[open]")
    page.fill("#key", "wrong")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('failure').textContent.includes('does not accept')")
    page.wait_for_selector("#key-dialog[open]")
    page.fill("#key", "secret")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('model').options.length > 0")
    page.reload()
    until(page, "document.getElementById('model').options.length > 0")
    assert page.evaluate("Object.values(localStorage).some((value) => value.includes('secret'))") is False
    context.close()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_control_has_a_name_in_both_languages(browser, server, locale):
    with opened(browser, server.url, locale=locale) as page:
        page.click("#show-settings")
        page.click("#add-model")
        unnamed = page.evaluate("""() => [...document.querySelectorAll(
          'button, input, select, textarea, [role=listbox], [role=toolbar], aside, dialog')]
          .filter((control) => {
            const by = control.getAttribute('aria-labelledby');
            const name = control.getAttribute('aria-label') ?? (by && document.getElementById(by)?.textContent)
              ?? [...control.labels ?? []].map((label) => label.textContent).join(' ');
            return !(name || control.textContent).trim();
          }).map((control) => control.id || control.outerHTML)""")
        # Its heading is the question, which stands there when the dialog opens.
        assert [name for name in unnamed if name != "delete-dialog"] == []
        words = page.evaluate("""() => [...document.querySelectorAll('[data-say]')]
          .map((element) => element.textContent).filter((words) => !words.trim()).length""")
        assert words == 0
        assert page.get_attribute("html", "lang") == ("zh-Hans" if locale == "zh-CN" else "en")
        page.check("[name=language][value=%s]" % ("en" if locale == "zh-CN" else "zh"))
        assert page.inner_text("#suggest") == ("Suggest" if locale == "zh-CN" else "续写")


CONTRAST = """() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const [r, g, b, alpha] = parse(getComputedStyle(element).backgroundColor);
      if (r !== undefined && alpha !== 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own && !element.matches('input, select, textarea')) continue;
    if (element.disabled || element.closest('.hidden, noscript, #mirror') && !element.matches('.ghost')) continue;
    const found = ratio(parse(getComputedStyle(element).color), ground(element));
    if (found < 4.5) low.push([element.id || element.className || element.tagName, found.toFixed(2)]);
  }
  const ink = parse(getComputedStyle(document.getElementById('text')).color);
  for (const mark of document.querySelectorAll('#legend i')) {
    const found = ratio(ink, ground(mark));
    if (found < 4.5) low.push([mark.className, found.toFixed(2)]);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(browser, server, scheme):
    with opened(browser, server.url, color_scheme=scheme) as page:
        type_text(page, EVENING)
        page.click("#surprise")
        until(page, "document.getElementById('figures').textContent !== ''")
        grain(page, "line")
        suggestions(page)
        assert page.evaluate(CONTRAST) == []
        shot(page, f"contrast-{scheme}")
        page.keyboard.press("Escape")
        for panel in ("documents", "history", "settings"):
            page.click(f"#show-{panel}")
            if panel == "settings":
                page.click("#add-model")
            assert page.evaluate(CONTRAST) == [], panel
            shot(page, f"{panel}-{scheme}")
        page.click("#show-keys")
        assert page.evaluate(CONTRAST) == []
        shot(page, f"keys-{scheme}")


def test_the_theme_can_be_chosen(page):
    def ground():
        return page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = ground()
    page.click("#show-settings")
    page.check("[name=theme][value=dark]")
    dark = ground()
    assert dark != light
    # A theme is shown before the scripts of the page run.
    page.route("**/page.js", lambda route: route.abort())
    page.reload()
    assert ground() == dark
    page.unroute("**/page.js")
    page.reload()
    page.click("#show-settings")
    page.check("[name=theme][value=auto]")
    assert ground() == light
    page.emulate_media(color_scheme="dark")
    assert ground() == dark
    page.check("[name=theme][value=light]")
    assert ground() == light


def test_a_phone_shows_everything_without_scrolling_aside(browser, server):
    with opened(browser, server.url, viewport={"width": 360, "height": 740}, has_touch=True,
                is_mobile=True, device_scale_factor=2, locale="zh-CN") as page:
        page.tap("#show-settings")
        page.select_option("#model", "zh-prose")
        shot(page, "phone-settings")
        page.tap("#settings .close")
        type_text(page, "今天早上我去")
        page.tap("#suggest")
        page.wait_for_selector("#choices [role=option]")
        until(page, "document.getElementById('stop').hidden")
        shot(page, "phone")
        page.locator("#choices [role=option]").first.tap()
        assert len(text(page)) > 6
        page.tap("#surprise")
        until(page, "document.getElementById('figures').textContent !== ''")
        shot(page, "phone-surprise")
        for panel in (None, "documents", "history", "settings"):
            if panel:
                page.tap(f"#show-{panel}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            small = page.evaluate("""() => [...document.querySelectorAll('button, select, input')]
              .filter((control) => control.checkVisibility() && !control.matches('[type=radio]'))
              .map((control) => [control.id, control.getBoundingClientRect()])
              .filter(([, box]) => box.right > 361 || box.left < -1
                || (box.height < 24 && !box.width === 0))
              .map(([id]) => id)""")
            assert small == []
            if panel:
                page.tap(f"#{panel} .close")
