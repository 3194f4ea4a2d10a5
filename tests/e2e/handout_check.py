"""Checks what a run hands on against its summary.json: handout_check.py WHAT SUMMARY FILE [...].

WHAT is xlsx, html or sqlite; or book or page: the same without figures to compare, SUMMARY is ignored then. Only the standard library: a workbook is a zip of XML. Prints one line that
says how many values were compared; the first fault ends it with status 1."""

import html.parser
import json
import re
import sqlite3
import sys
import zipfile
from xml.etree import ElementTree

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
QUANTILES = ["p5", "p10", "p50", "p90", "p95"]


def fail(text):
    print("fault: " + text)
    sys.exit(1)


def close(a, b):
    """Equal but for the sixteenth digit, with which a workbook is written."""
    return a == b or abs(a - b) <= 1e-14 * max(abs(a), abs(b))


def expected(summary):
    """(figure, month) -> estimate, of the headline."""
    out = {}
    for one in summary["mrr"]["months"]:
        if one["mean"] is not None:
            out["mrr", one["month"]] = one
    windows = summary["retention"][summary["retention"]["headline"]]
    for one in windows:
        month = one.get("age", one.get("month"))
        for name in ("ndr", "grr_endpoint", "grr_flow"):
            if one[name]["mean"] is not None:
                out[name, month] = one[name]
    return out


# --- the workbook ---------------------------------------------------------------------------------


class Book:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        bad = self.zip.testzip()
        if bad:
            fail("the archive is damaged: " + bad)
        for name in self.zip.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(self.zip.read(name))  # well-formed
        strings = ElementTree.fromstring(self.zip.read("xl/sharedStrings.xml"))
        self.strings = ["".join(t.text or "" for t in si.iter(NS + "t")) for si in strings.iter(NS + "si")]
        book = ElementTree.fromstring(self.zip.read("xl/workbook.xml"))
        rels = ElementTree.fromstring(self.zip.read("xl/_rels/workbook.xml.rels"))
        target = {r.get("Id"): r.get("Target") for r in rels}
        self.path = {s.get("name"): "xl/" + target[s.get(REL + "id")] for s in book.iter(NS + "sheet")}

    def cells(self, sheet):
        """(row, column) -> (value, formula or None); rows from 1, columns as letters."""
        out = {}
        root = ElementTree.fromstring(self.zip.read(self.path[sheet]))
        for c in root.iter(NS + "c"):
            letters, row = re.match(r"([A-Z]+)([0-9]+)$", c.get("r")).groups()
            value, formula = c.find(NS + "v"), c.find(NS + "f")
            if value is None:
                continue
            text = value.text or ""
            kind = c.get("t", "n")
            out[int(row), letters] = (
                self.strings[int(text)] if kind == "s" else text if kind == "str" else float(text),
                None if formula is None else formula.text,
            )
        return out

    def table(self, sheet, first_head):
        """The rows below the head that begins with `first_head`, as dictionaries by head."""
        cells = self.cells(sheet)
        heads = [r for (r, c), v in sorted(cells.items()) if c == "A" and v[0] == first_head]
        if not heads:
            fail("no table that begins with %s in %s" % (first_head, sheet))
        row = heads[-1]
        head = {c: v[0] for (r, c), v in cells.items() if r == row}
        out = []
        while (row + 1, "A") in cells and (row + 1, "B") in cells:
            row += 1
            out.append({head[c]: v for (r, c), v in cells.items() if r == row and c in head})
        return out


def number(letters):
    n = 0
    for c in letters:
        n = 26 * n + ord(c) - 64
    return n


def evaluate(formula, cells):
    """The few functions that the workbook's formulas use."""

    def cell(name):
        letters, row = re.match(r"([A-Z]+)([0-9]+)$", name).groups()
        value = cells.get((int(row), letters), (0.0, None))[0]
        return value if isinstance(value, float) else 0.0

    def span(a, b):
        (la, ra), (lb, rb) = (re.match(r"([A-Z]+)([0-9]+)$", x).groups() for x in (a, b))
        return [
            v[0]
            for (r, c), v in cells.items()
            if int(ra) <= r <= int(rb) and number(la) <= number(c) <= number(lb) and isinstance(v[0], float)
        ]

    text = re.sub(r"([A-Z]+[0-9]+):([A-Z]+[0-9]+)", r"span('\1','\2')", formula)
    text = re.sub(r"(?<!['A-Z0-9])([A-Z]{1,3}[0-9]+)(?!['0-9])", r"cell('\1')", text)
    names = {
        "span": span,
        "cell": cell,
        "SUM": sum,
        "ABS": abs,
        "MIN": min,
        "MAX": max,
        "SUMIF": lambda values, _: sum(v for v in values if v > 0),
        "IF": lambda test, a, b: a if test else b,
    }
    return eval(text, {"__builtins__": {}}, names)


def check_book(path, formulas, charts):
    """What every workbook must be: whole, dated the same, free of formulas that are none of ours."""
    book = Book(path)
    found = check_formulas(book)
    if found < formulas:
        fail("%d formulas" % found)
    drawn = [n for n in book.zip.namelist() if n.startswith("xl/charts/chart")]
    if len(drawn) < charts:
        fail("%d charts" % len(drawn))
    if b"2000-01-01T00:00:00Z" not in book.zip.read("docProps/core.xml"):
        fail("the date of creation is not fixed")
    for info in book.zip.infolist():
        if info.date_time[:3] != (1980, 1, 1):
            fail("%s carries a date" % info.filename)
    for text in book.strings:
        if text[:1] in ("=", "+", "-", "@"):
            fail("a text that a spreadsheet would take for a formula: " + text)
    return book, found, len(drawn)


def check_xlsx(summary, path):
    book, formulas, charts = check_book(path, 50, 3)
    compared = 0
    want = expected(summary)
    rows = book.table("Summary", "Figure")
    if len(rows) != len(want):
        fail("%d headline rows, %d in summary.json" % (len(rows), len(want)))
    for row in rows:
        estimate = want[row["key"][0], int(row["months"][0])]
        for head, key in [("Mean", "mean"), ("SE of mean", "se")] + [(q.upper(), q) for q in QUANTILES]:
            if estimate[key] is None:
                continue
            if not close(row[head][0], estimate[key]):
                fail("%s: %r in the workbook, %r in summary.json" % (row, row[head][0], estimate[key]))
            compared += 1
    compared += check_bridge(book, summary)
    for row in book.table("Data metrics", "Metric"):
        if "Month" not in row:
            continue
        month = int(row["Month"][0])
        estimate = [m for m in summary["metrics"][row["Metric"][0].lstrip("'")]["months"] if m["month"] == month][0]
        for q in QUANTILES:
            if q.upper() in row:
                if not close(row[q.upper()][0], estimate[q]):
                    fail("metric %s at %d: %s" % (row["Metric"][0], month, q))
                compared += 1
    if b"<conditionalFormatting" not in book.zip.read(book.path["Cohort triangle"]):
        fail("the cohort triangle has no conditional format")
    print("%d values and %d formulas as in summary.json, %d charts" % (compared, formulas, charts))


def check_bridge(book, summary):
    compared = 0
    rows = {r["Component"][0]: r for r in book.table("Bridge", "Component")}
    labels = {"seat": "Seats", "workflow": "Workflows", "capacity": "Capacity", "contraction": "Contraction"}
    for name, label in labels.items():
        for lens, head in (("cause", "By cause (points)"), ("invoice", "As invoiced (points)")):
            want = summary["bridge"]["flow"][lens][name]["mean"]
            if not close(rows[label][head][0], want):
                fail("bridge: %s %s: %r, %r" % (lens, name, rows[label][head][0], want))
            compared += 1
    return compared


def check_formulas(book):
    """Every formula gives the value that stands beside it."""
    n = 0
    for sheet in book.path:
        cells = book.cells(sheet)
        for (row, column), (value, formula) in cells.items():
            if formula is None:
                continue
            found = evaluate(formula, cells)
            if abs(found - value) > 1e-9 * max(1, abs(value)):
                fail("%s %s%d: =%s is %r, the workbook says %r" % (sheet, column, row, formula, found, value))
            n += 1
    return n


# --- the page -------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    VOID = {"meta", "br", "wbr", "link", "img", "hr", "input"}

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.headings, self.faults = [], [], [], []
        self.refs, self.text, self.labels, self.svgs, self.tables = [], [], [], 0, 0
        self.lang, self.policy, self.viewport = None, "", ""
        self.caption = self.head = True

    def handle_starttag(self, tag, attributes):
        self.handle_tag(tag, dict(attributes))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_tag(tag, dict(attributes))

    def handle_tag(self, tag, a):
        for name, value in a.items():
            if name.startswith("on") or name in ("src", "srcdoc", "action", "formaction", "data"):
                self.faults.append("<%s %s>" % (tag, name))
            if name in ("href", "xlink:href") and not (value or "").startswith("#"):
                self.faults.append("<%s> leads outside: %s" % (tag, value))
            if name == "href":
                self.refs.append(value[1:])
            self.refs += re.findall(r"url\(#([^)]*)\)", value or "")
        if tag in ("script", "iframe", "object", "embed", "link", "form", "base", "foreignobject"):
            self.faults.append("<%s>" % tag)
        if "id" in a:
            self.ids.append(a["id"])
        if tag == "html":
            self.lang = a.get("lang")
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy":
            self.policy = a["content"]
        if tag == "meta" and a.get("name") == "viewport":
            self.viewport = a["content"]
        if re.match("h[1-6]$", tag):
            self.headings.append(int(tag[1]))
        if tag == "svg":
            self.svgs += 1
            if a.get("role") != "img" or not a.get("aria-label"):
                self.faults.append("a chart without a label")
        if tag == "table":
            self.tables += 1
            self.caption = False
        if tag == "caption":
            self.caption = True
        if tag == "th":
            self.head = False
        if tag == "th" and a.get("scope") not in ("row", "col"):
            self.faults.append("<th> without scope")
        if tag == "tbody" and not self.caption:
            self.faults.append("a table without a caption")

    def handle_endtag(self, tag):
        if tag == "th" and not self.head:
            self.faults.append("<th> without text")
        if not self.open or self.open[-1] != tag:
            self.faults.append("</%s> closes %s" % (tag, self.open[-1:]))
        else:
            self.open.pop()

    def handle_data(self, data):
        self.head = self.head or data.strip() != ""
        if not self.open or self.open[-1] != "style":
            self.text.append(data)


def shown(value, unit):
    return "{:,.1f}%".format(value) if unit == "%" else "{:,.0f}".format(value)


def check_html(summary, path, charts):
    page = Page()
    text = open(path, encoding="utf-8").read()
    page.feed(text)
    page.close()
    if page.open:
        fail("not closed: %s" % page.open)
    if page.faults:
        fail(page.faults[0])
    if page.lang != "en" or "default-src 'none'" not in page.policy or "script" in page.policy:
        fail("language or policy")
    if "width=device-width" not in page.viewport or "@media print" not in text:
        fail("viewport or print style")
    if page.headings[0] != 1 or page.headings.count(1) != 1:
        fail("not one first heading")
    if any(b > a + 1 for a, b in zip(page.headings, page.headings[1:])):
        fail("a level of headings is left out: %s" % page.headings)
    if len(set(page.ids)) != len(page.ids):
        fail("an id stands twice: %s" % [i for i in page.ids if page.ids.count(i) > 1][0])
    missing = set(page.refs) - set(page.ids)
    if missing:
        fail("references to nothing: %s" % sorted(missing)[:3])
    if page.svgs != charts:
        fail("%d charts, expected %d" % (page.svgs, charts))
    if "http://" in text or "https://" in text:
        fail("an address of the network")
    words = [t.strip() for t in page.text]
    n = 0
    if summary is None:
        print("%d charts, %d tables" % (page.svgs, page.tables))
        return
    for (figure, month), estimate in expected(summary).items():
        for key in ["mean"] + QUANTILES:
            value = shown(estimate[key], "%" if figure != "mrr" else "")
            if value not in words:
                fail("%s at %d: %s is not on the page" % (figure, month, value))
            n += 1
    print("%d values as in summary.json, %d charts, %d tables" % (n, page.svgs, page.tables))


# --- the database ---------------------------------------------------------------------------------


def check_sqlite(summary, path, run):
    db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    n = 0
    if db.execute("PRAGMA application_id").fetchone()[0] != 0x4E445253:
        fail("application_id")
    if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok" or db.execute("PRAGMA foreign_key_check").fetchall():
        fail("integrity")
    want = expected(summary)
    found = db.execute("SELECT figure, month, mean, se, p5, p10, p50, p90, p95 FROM headline WHERE run = ?", (run,)).fetchall()
    if len(found) != len(want):
        fail("%d headline rows" % len(found))
    for figure, month, *values in found:
        for key, value in zip(["mean", "se"] + QUANTILES, values):
            if value != want[figure, month][key]:
                fail("%s at %d, %s: %r, %r" % (figure, month, key, value, want[figure, month][key]))
            n += 1
    for name, metric in summary["metrics"].items():
        rows = dict(
            (m, v) for m, *v in db.execute("SELECT month, p5, p10, p50, p90, p95 FROM metrics WHERE run = ? AND metric = ?", (run, name))
        )
        for one in metric["months"]:
            if one["month"] in rows:
                for key, value in zip(QUANTILES, rows[one["month"]]):
                    if value != one[key]:
                        fail("metric %s at %d" % (name, one["month"]))
                    n += 1
    bridge = summary["bridge"]
    for kind in ("flow", "endpoint"):
        for lens, parts in bridge[kind].items():
            for name, one in parts.items():
                row = db.execute(
                    "SELECT mean FROM bridges WHERE run = ? AND convention = ? AND month = ? AND decomposition = ?"
                    " AND lens = ? AND component = ?",
                    (run, bridge["convention"], bridge["month"], kind, lens, name),
                ).fetchone()
                if row is None or row[0] != one["mean"]:
                    fail("bridge %s %s %s" % (kind, lens, name))
                n += 1
        total = db.execute(
            "SELECT 100 + sum(mean) FROM bridges WHERE run = ? AND convention = ? AND month = ? AND"
            " decomposition = ? AND lens = 'cause'",
            (run, bridge["convention"], bridge["month"], kind),
        ).fetchone()[0]
        ndr = [w for w in summary["retention"][bridge["convention"]] if w.get("age", w.get("month")) == bridge["month"]][0]
        if abs(total - ndr["ndr"]["mean"]) > 1e-6:
            fail("the bridge %s does not add up: %r, %r" % (kind, total, ndr["ndr"]["mean"]))
    print("%d values as in summary.json" % n)


def main():
    what, summary, path = sys.argv[1:4]
    if what == "book":
        print("%d formulas, %d charts" % check_book(path, 0, int(sys.argv[4]))[1:])
        return
    if what == "page":
        check_html(None, path, int(sys.argv[4]))
        return
    with open(summary, encoding="utf-8") as file:
        content = json.load(file)
    if what == "xlsx":
        check_xlsx(content, path)
    elif what == "html":
        check_html(content, path, int(sys.argv[4]))
    else:
        check_sqlite(content, path, int(sys.argv[4]))


main()
