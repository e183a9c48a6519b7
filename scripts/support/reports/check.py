"""Shows Converge's reports to the programs that they are written for; see scripts/check-reports."""

import argparse
import functools
import http.server
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

import jsonschema
import junitparser
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[3]
SIX = ROOT / "scripts/support/reports/six-hands"
PROBLEMS = []


def expect(condition, what):
    print(("ok    " if condition else "FAIL  ") + what, flush=True)
    if not condition:
        PROBLEMS.append(what)


def write_reports(converge, folder):
    """Two runs: the guide's race among others, and a failure with many choices and workers."""
    runs = {
        "guide": ["naive-upsert", "guarded-null-safe", "--scenario", "in-order", "ack-wait-race", "batch-deadlock",
                  "frozen-worker", "overlapping-statements"],
        "six": [str(SIX), "--scenario", "concurrent-workers", "--workers", "6", "--records", "6", "--changes", "14",
                "--schedules", "600"],
    }
    for name, arguments in runs.items():
        reports = [f"--{kind}={folder / f'{name}.{kind}'}" for kind in ("json", "junit", "markdown")]
        status = subprocess.run(
            [converge, "verify", *arguments, *reports, f"--html={folder / name}", f"--failures={folder / 'failures'}",
             "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        expect(status == 1, f"{name}: converge verify fails, with status 1 (was {status})")
    return list(runs)


def check_texts(folder, names):
    schemas = {kind: json.loads((ROOT / f"docs/{kind}.schema.json").read_text()) for kind in ("report", "failure")}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)

    def errors(kind, path):
        return [e.message for e in jsonschema.Draft202012Validator(schemas[kind]).iter_errors(json.loads(path.read_text()))]

    for name in names:
        expect(errors("report", folder / f"{name}.json") == [], f"{name}: the JSON report fits its schema")
        suites = junitparser.JUnitXml.fromfile(str(folder / f"{name}.junit"))
        cases = [case for suite in suites for case in suite]
        failed = [case for case in cases if any(isinstance(r, junitparser.Failure) for r in case.result)]
        expect(len(cases) == suites.tests and len(failed) == suites.failures > 0, f"{name}: junitparser counts as we do")
        expect(all(case.result[0].text.strip().startswith("because") for case in failed), f"{name}: 'because' comes first")
        keys = [(case.classname, case.name) for case in cases]
        expect(len(set(keys)) == len(keys), f"{name}: names are unique")
    files = sorted((folder / "failures").glob("*.json"))
    expect(len(files) > 3 and all(errors("failure", path) == [] for path in files), "failure files fit their schema")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def check_diagrams(browser, folder, names, screenshots):
    import importlib.util
    package = pathlib.Path(importlib.util.find_spec("nicegui").origin).parent
    dist = package / "elements/mermaid/dist"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(dist)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/index.js"
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(base)
    for name in names:
        diagrams = re.findall(r"```mermaid\n(.*?)```", (folder / f"{name}.markdown").read_text(), re.S)
        kinds = []
        for diagram in diagrams:
            kinds.append(page.evaluate(
                """async ([base, text]) => {
                    const { mermaid } = await import(base);
                    mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
                    try {
                        const kind = (await mermaid.parse(text)).diagramType;
                        document.body.innerHTML = (await mermaid.render("diagram", text)).svg;
                        return kind;
                    } catch (error) { return String(error); }
                }""", [base, diagram]))
        expect(kinds and set(kinds) == {"sequence"}, f"{name}: Mermaid reads {len(diagrams)} diagrams: {set(kinds)}")
        page.screenshot(path=screenshots / f"{name}-mermaid.png", full_page=True)
    page.close()
    server.shutdown()


def check_page(browser, address, name, screenshots):
    for width, height in ((390, 844), (1280, 900)):
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            noise = []
            page.on("pageerror", lambda error: noise.append(str(error)))
            page.on("console", lambda message: noise.append(message.text) if message.type in ("error", "warning") else None)
            page.on("request", lambda request: noise.append(request.url) if request.url != address else None)
            page.goto(address)
            page.screenshot(path=screenshots / f"{name}-{width}-{scheme}.png", full_page=True)
            label = f"{name}, {width} px, {scheme}"
            expect(noise == [], f"{label}: quiet, and asks for nothing: {noise}")
            expect(page.evaluate("document.documentElement.scrollWidth") <= width, f"{label}: fits its width")
            for details in page.query_selector_all("details"):
                details.evaluate("element => { element.open = true }")
            found = [(v["id"], v["impact"], v["nodes"][0]["html"][:90]) for v in Axe().run(page).response["violations"]]
            expect(found == [], f"{label}: axe finds nothing: {found}")
            context.close()


def check_keyboard(browser, address, name):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)

    def visible():
        return page.eval_on_selector_all(
            ".failure[open] .step", "steps => steps.filter(step => !step.hidden).map(step => step.id)")

    steps = page.eval_on_selector_all(".failure[open] .step", "steps => steps.map(step => step.id)")
    expect(visible() == [steps[-1]] and page.eval_on_selector(f"[id='{steps[-1]}']", "s => s.classList.contains('bad')"),
           f"{name}: opens at the violating step")
    page.keyboard.press("ArrowLeft")
    expect(visible() == [steps[-2]] and page.url.endswith("#" + steps[-2]), f"{name}: ← goes a step back, and the address with it")
    page.focus(".failure[open] button[data-go=back]")
    page.keyboard.press("Home")
    expect(visible() == [steps[0]], f"{name}: Home goes to the first step")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(visible() == [steps[2]], f"{name}: → goes on")
    page.keyboard.press("End")
    expect(visible() == [steps[-1]], f"{name}: End goes to the last step")
    page.goto("about:blank")
    page.goto(f"{address}#{steps[1]}")
    expect(visible() == [steps[1]], f"{name}: an address with a step opens it")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    expect(visible() == [steps[0]], f"{name}: keys still go to the failure whose step went out of sight")
    page.close()


def check_bare(browser, html, name, screenshots):
    """Neither scripts nor styles: what is left must still say everything."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(
        body=html, content_type="text/html", headers={"content-security-policy": "default-src 'none'"}))
    page.goto("http://converge.test/")
    text = page.inner_text("body")
    steps = page.query_selector_all(".failure[open] .step")
    expect(len(steps) > 1 and all(step.is_visible() for step in steps), f"{name}, bare: every step is there to read")
    expect(all(word in text for word in ("because", "converge replay", "Consumer's slots", "Virtual time")),
           f"{name}, bare: reasons, replay lines, slots")
    page.screenshot(path=screenshots / f"{name}-bare.png", full_page=True)
    context.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--converge", required=True)
    parser.add_argument("--browser", required=True)
    parser.add_argument("--screenshots", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.screenshots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = pathlib.Path(temporary)
        names = write_reports(arguments.converge, folder)
        check_texts(folder, names)
        # Chromium has no sandbox for root; it only opens what was written just now.
        browser = playwright.chromium.launch(executable_path=arguments.browser, args=["--no-sandbox"])
        check_diagrams(browser, folder, names, arguments.screenshots)
        for name in names:
            path = folder / name / "index.html"
            check_page(browser, path.as_uri(), name, arguments.screenshots)
            check_keyboard(browser, path.as_uri(), name)
            check_bare(browser, path.read_text(), name, arguments.screenshots)
        browser.close()
    print(f"screenshots are in {arguments.screenshots}")
    if PROBLEMS:
        sys.exit(f"{len(PROBLEMS)} problems")


if __name__ == "__main__":
    main()
