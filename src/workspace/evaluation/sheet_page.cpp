// SPDX-License-Identifier: MIT
// The sheet as one HTML page for people to judge on: keyboard, autosave, CSV back.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "workspace/evaluation/judgement_sheet.h"

namespace newlyn::workspace {
namespace {

using Json = nlohmann::ordered_json;

/// JSON that may stand inside a script element: nothing in it can end the element.
std::string script_json(const Json& json) {
  const std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string safe;
  for (const char letter : text) {
    if (letter == '<' || letter == '>' || letter == '&') {
      safe += fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
    } else {
      safe += letter;
    }
  }
  return safe;
}

constexpr std::string_view kHead = R"page(<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<title>Same or different?</title>
<style>
:root { --ink: #0b0c0c; --soft: #505a5f; --line: #b1b4b6; --go: #1d70b8; --focus: #ffdd00; }
* { box-sizing: border-box; }
body { font: 1.1875rem/1.45 Arial, Helvetica, sans-serif; color: var(--ink); background: #fff;
  margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; }
h1 { font-size: 2rem; line-height: 1.15; margin: 1.25rem 0 .5rem; }
h2 { font-size: 1.5rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 1rem; }
.hint { color: var(--soft); }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th:first-child { width: 30%; font-weight: 700; padding-left: 0; }
.differs td { background: #f3f2f1; }
.mark { font-size: .875rem; font-weight: 400; color: var(--soft); display: block; }
.none { color: var(--soft); }
fieldset { border: 0; margin: 1.25rem 0 0; padding: 0; }
legend { font-size: 1.25rem; font-weight: 700; padding: 0; margin-bottom: .75rem; }
button { font: inherit; padding: .55rem 1rem; margin: 0 .6rem .75rem 0;
  border: 2px solid var(--ink);
  background: #fff; color: var(--ink); cursor: pointer; border-radius: 0; }
button[aria-pressed="true"] { background: var(--go); border-color: var(--go); color: #fff; }
button.main { background: #00703c; border-color: #00703c; color: #fff; }
button:focus-visible, a:focus-visible, input:focus-visible, textarea:focus-visible {
  outline: 3px solid var(--focus); outline-offset: 0; box-shadow: 0 0 0 5px var(--ink); }
kbd { font: .875rem/1 ui-monospace, Menlo, Consolas, monospace; border: 1px solid currentColor;
  padding: .05rem .35rem; }
progress { width: 100%; height: .9rem; accent-color: #00703c; }
textarea { width: 100%; font: .875rem/1.3 ui-monospace, Menlo, Consolas, monospace; }
@media (max-width: 36rem) {
  h1 { font-size: 1.5rem; } th:first-child { width: 34%; } th, td { font-size: 1rem; }
  fieldset button { display: block; width: 100%; margin-right: 0; }
}
@media print { button, .hint { display: none; } }
</style>
</head>
<body>
<main>
<h1>Same or different?</h1>
<p>For each pair, say whether both records are the same person or body. You are not told what the
program thought. If you cannot tell, say unsure.</p>
<p class="hint">Keys: <kbd>S</kbd> same, <kbd>D</kbd> different, <kbd>U</kbd> unsure,
<kbd>&larr;</kbd> and <kbd>&rarr;</kbd> to go back and on, <kbd>N</kbd> next not yet judged.
This page holds personal data: keep it where you keep such data. It sends nothing anywhere.</p>
<noscript><p><strong>This page needs scripts, which your browser has turned off. Use the CSV sheet
instead.</strong></p></noscript>
<progress id="bar" max="1" value="0" aria-label="Pairs judged"></progress>
<p id="count" role="status" aria-live="polite"></p>
<section aria-labelledby="title">
<h2 id="title" tabindex="-1"></h2>
<table>
<caption class="hint" style="text-align:left">The two records side by side. Lines that differ are
grey and say so.</caption>
<thead><tr><th scope="col">What</th><th scope="col">Record 1</th><th scope="col">Record 2</th></tr>
</thead>
<tbody id="rows"></tbody>
</table>
<fieldset>
<legend>Are these the same?</legend>
<button type="button" data-word="same" aria-pressed="false">Same <kbd>S</kbd></button>
<button type="button" data-word="different" aria-pressed="false">Different <kbd>D</kbd></button>
<button type="button" data-word="unsure" aria-pressed="false">Unsure <kbd>U</kbd></button>
</fieldset>
<p><button type="button" id="back">Back</button><button type="button" id="on">On</button></p>
</section>
<section aria-labelledby="finish">
<h2 id="finish">When you are done, or want a pause</h2>
<p>Download your judgements and give the file back. You can stop at any time; this browser keeps
what you have judged until then, where it may.</p>
<p><button type="button" class="main" id="download">Download the CSV</button>
<button type="button" id="copy">Copy the CSV</button>
<button type="button" id="clear">Forget my judgements</button></p>
<p id="said" role="status" aria-live="polite"></p>
<div id="bytes" hidden><label for="text">Copy this text into a file:</label>
<textarea id="text" rows="8" readonly></textarea></div>
</section>
</main>
<script>
"use strict";
const sheet = )page";

constexpr std::string_view kTail = R"page(;
const words = new Map();
const at = id => document.getElementById(id);
const place = "newlyn-judgements-" + sheet.name;
let current = 0;
let unsaved = false;
function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(place) || "{}");
    for (const pair of sheet.pairs) {
      if (["same", "different", "unsure"].includes(kept[pair.name])) {
        words.set(pair.name, kept[pair.name]);
      }
    }
  } catch (problem) { /* Storage may be turned off; the page works without. */ }
  const next = sheet.pairs.findIndex(pair => !words.has(pair.name));
  current = next < 0 ? 0 : next;
}
function keep() {
  try {
    localStorage.setItem(place, JSON.stringify(Object.fromEntries(words)));
  } catch (problem) { /* As above. */ }
}
function cell(tag, text) {
  const made = document.createElement(tag);
  if (tag === "th") made.scope = "row";
  made.textContent = text === "" ? "not given" : text;
  if (text === "") made.className = "none";
  return made;
}
function row(label, left, right) {
  const line = document.createElement("tr");
  const head = cell("th", label);
  if (left !== right && left !== "" && right !== "") {
    line.className = "differs";
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.textContent = "differs";
    head.append(mark);
  }
  line.append(head, cell("td", left), cell("td", right));
  return line;
}
function show(focus) {
  const pair = sheet.pairs[current];
  at("title").textContent = "Pair " + (current + 1) + " of " + sheet.pairs.length;
  const rows = [];
  pair.fields.forEach((values, i) => {
    if (values[0] !== "" || values[1] !== "") rows.push(row(sheet.labels[i], values[0], values[1]));
  });
  const from = document.createElement("tr");
  from.append(cell("th", "From"), cell("td", pair.from[0]), cell("td", pair.from[1]));
  rows.push(from);
  at("rows").replaceChildren(...rows);
  for (const button of document.querySelectorAll("[data-word]")) {
    button.setAttribute("aria-pressed", String(words.get(pair.name) === button.dataset.word));
  }
  at("bar").max = sheet.pairs.length;
  at("bar").value = words.size;
  at("count").textContent = words.size + " of " + sheet.pairs.length + " judged";
  at("back").disabled = current === 0;
  at("on").disabled = current === sheet.pairs.length - 1;
  if (focus) at("title").focus({ preventScroll: true });
}
function go(to) {
  current = Math.max(0, Math.min(sheet.pairs.length - 1, to));
  show(true);
}
function judge(word) {
  words.set(sheet.pairs[current].name, word);
  unsaved = true;
  keep();
  if (current + 1 < sheet.pairs.length) go(current + 1); else show(true);
  const done = words.size === sheet.pairs.length;
  if (done) at("said").textContent = "All pairs are judged. Thank you.";
}
function next() {
  const after = sheet.pairs.findIndex((pair, i) => i > current && !words.has(pair.name));
  const any = sheet.pairs.findIndex(pair => !words.has(pair.name));
  if (after >= 0) go(after); else if (any >= 0) go(any);
}
function csv() {
  const lines = ["pair,judgement"];
  for (const pair of sheet.pairs) lines.push(pair.name + "," + (words.get(pair.name) || ""));
  return lines.join("\r\n") + "\r\n";
}
function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff" + csv()], { type: "text/csv" }));
  link.download = sheet.file;
  link.click();
  URL.revokeObjectURL(link.href);
  unsaved = false;
  at("said").textContent = sheet.file + " was handed to your browser's downloads.";
}
async function copy() {
  try {
    await navigator.clipboard.writeText(csv());
    unsaved = false;
    at("said").textContent = "Copied.";
  } catch (problem) {
    at("bytes").hidden = false;
    at("text").value = csv();
    at("text").select();
    at("said").textContent = "The browser does not let this page copy; the text stands below.";
  }
}
function forget() {
  if (!confirm("Forget all judgements on this page?")) return;
  words.clear();
  unsaved = false;
  keep();
  go(0);
}
const keys = { s: () => judge("same"), d: () => judge("different"), u: () => judge("unsure"),
  n: next, arrowleft: () => go(current - 1), arrowright: () => go(current + 1) };
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.tagName === "TEXTAREA") return;
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
for (const button of document.querySelectorAll("[data-word]")) {
  button.addEventListener("click", () => judge(button.dataset.word));
}
at("back").addEventListener("click", () => go(current - 1));
at("on").addEventListener("click", () => go(current + 1));
at("download").addEventListener("click", download);
at("copy").addEventListener("click", copy);
at("clear").addEventListener("click", forget);
addEventListener("beforeunload", event => { if (unsaved) event.preventDefault(); });
load();
show(false);
</script>
</body>
</html>
)page";

}  // namespace

std::string sheet_page(const Sheet& sheet, const std::string& file_name) {
  Json json;
  json["name"] = sheet.name;
  json["file"] = file_name;
  json["labels"] = sheet.labels;
  json["pairs"] = Json::array();
  for (size_t i = 0; i < sheet.pairs.size(); ++i) {
    const SheetPair& pair = sheet.pairs[i];
    Json entry;
    entry["name"] = pair.name;
    entry["from"] = {pair.left.source + " " + pair.left.id,
                     pair.right.source + " " + pair.right.id};
    entry["fields"] = Json::array();
    for (const SheetField& field : sheet.fields[i]) {
      entry["fields"].push_back({field.left, field.right});
    }
    json["pairs"].push_back(std::move(entry));
  }
  return fmt::format("{}{}{}", kHead, script_json(json), kTail);
}

}  // namespace newlyn::workspace
