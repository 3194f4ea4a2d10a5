"""Compares ndrsim.schema.json with the loader. Called by test_schema.sh:

    schema_check.py SCHEMA NDRSIM files FILE...   every file is valid
    schema_check.py SCHEMA NDRSIM cases [PATH...] both agree on every case below (of these parameters)

One line on standard output for each disagreement, then how much was compared.
"""

import copy
import json
import re
import subprocess
import sys

import jsonschema

BASE = {
    "schema_version": 1,
    "name": "case",
    "segments": {"smb": {"share": 0.5}, "large": {"share": 0.5}},
    "tiers": {"lite": {"price": 1}, "pro": {"price": 2}},
}


def load(ndrsim, document):
    """(accepted, message): `params --for` loads a scenario and does nothing with it."""
    done = subprocess.run(
        [ndrsim, "params", "--names", "--for", "-", "horizon"],
        input=json.dumps(document).encode(), capture_output=True, check=False, timeout=60)
    if done.returncode not in (0, 2):
        sys.exit("ndrsim died: %d %s" % (done.returncode, done.stderr.decode()))
    return done.returncode == 0, done.stderr.decode().strip()


def put(document, path, value):
    """A copy of the document with the value at a dotted path."""
    document = copy.deepcopy(document)
    path_of = {"tiers": "pro", "segments": "smb", "add_ons": "analytics", "ladder": "first"}
    keys = path.split(".")
    keys = [path_of[keys[0]] if key == "*" else key for key in keys]
    at = document
    for key in keys[:-1]:
        at = at.setdefault(key, {})
    at[keys[-1]] = value
    if path.startswith("ladder."):
        at.setdefault("units", 10)
    if path.startswith("usage."):  # what is metered needs a price
        document.setdefault("ladder", {"first": {"units": 10, "bill": 1, "price": 0.1}})
    if path == "segments.*.share" and isinstance(value, (int, float)):
        document["segments"]["large"]["share"] = 1 - value
    return document


def values_of(parameter):
    """Two plain values that the parameter takes."""
    if parameter["kind"] == "switch":
        return [True, False]
    if parameter["kind"] == "choice":
        return parameter["choices"][:2]
    low, high = parameter["low"], parameter["high"]
    whole = parameter["kind"] == "count"
    if whole:
        return [low, min(low + 3, high)]
    return [low, low + min((high - low) / 4, 0.25)]


def forms(parameter):
    """(needs, value): what may stand at this parameter if its row has the flags `needs`."""
    a, b = values_of(parameter)
    number = parameter["kind"] in ("real", "count", "money")
    yield set(), a
    yield set(), b
    yield set(), {"value": b, "source": "a source", "note": "n", "$comment": "c"}
    discrete = {"dist": "discrete", "values": [a, b], "weights": [1, 3]}
    yield {"draw"}, discrete
    yield {"account"}, dict(discrete, per="account")
    yield {"month"}, {"schedule": {"0": a, "12": {"value": b}, "600": a}, "source": "s"}
    yield {"month"}, {"schedule": {"0": a}, "interpolate": "step"}
    yield {"month", "draw"}, {"schedule": {"0": discrete, "note": "n"}}
    yield {"segment"}, {"by_segment": {"smb": a, "default": {"value": b}, "note": "n"}}
    yield {"segment", "month"}, {"by_segment": {"smb": {"schedule": {"0": a}}, "default": b}}
    yield {"segment", "account"}, {"by_segment": {"large": dict(discrete, per="account")}}
    if not number:
        return
    low, high = a, b
    if not parameter["path"].startswith("acquisition."):  # where a sum is bounded as well
        yield set(), parameter["high"]
    uniform = {"dist": "uniform", "low": low, "high": {"value": high, "note": "n"}}
    yield {"draw"}, uniform
    yield {"account"}, dict(uniform, per="account")
    yield {"month"}, {"schedule": {"0": a, "12": b}, "interpolate": "linear"}
    middle = (low + high) / 2
    normal = {"dist": "normal", "mean": middle, "sd": (high - low) / 100, "min": low, "max": high}
    yield {"draw"}, normal
    inner = {"dist": "uniform", "low": middle, "high": middle + (high - low) / 1000}
    yield {"account"}, dict(normal, per="account", mean=inner)
    yield {"segment", "month", "draw"}, {"by_segment": {"smb": {"schedule": {"0": uniform}}}}


def wrong(parameter):
    """Values that no parameter of this kind takes."""
    a, b = values_of(parameter)
    yield None
    yield [a]
    yield {}
    yield {"valeu": a}
    yield {"value": a, "extra": 1}
    yield {"value": a, "source": 1}
    yield {"value": {"value": a}}
    yield {"value": a, "dist": "uniform", "low": 0, "high": 1}
    yield {"dist": "unifrom", "low": 0, "high": 1}
    yield {"dist": "uniform", "low": 0}
    yield {"dist": "uniform", "low": 0, "high": 1, "mode": 0.5}
    yield {"dist": "normal", "mean": 1, "sd": 0}
    yield {"dist": "normal", "mean": 1, "sd": -1}
    yield {"dist": "beta", "a": 1, "b": 1, "mean": 0.5}
    yield {"dist": "uniform", "low": "0", "high": 1}
    yield {"dist": "discrete", "values": []}
    yield {"dist": "discrete", "values": [a, a]}
    yield {"dist": "discrete", "values": [a], "weights": [-1]}
    yield {"dist": "discrete", "values": [{"value": a}]}
    yield {"dist": "discrete", "values": [a, b], "per": "segment"}
    yield {"dist": "normal", "per": "account", "mean": {"dist": "normal", "per": "account",
                                                        "mean": 1, "sd": 1}, "sd": 1}
    yield {"schedule": {"12": a}}
    yield {"schedule": {"0": a, "601": a}}
    yield {"schedule": {"0": a, "01": a}}
    yield {"schedule": {"0": a, "x": a}}
    yield {"schedule": {"0": {"schedule": {"0": a}}}}
    yield {"schedule": {"0": {"dist": "discrete", "values": [a, b], "per": "account"}}}
    yield {"schedule": {"0": a}, "interpolate": "cubic"}
    yield {"schedule": [a]}
    yield {"by_segment": {"Smb": a}}
    yield {"by_segment": {"smb": {"by_segment": {"smb": a}}}}
    yield {"by_segment": a}
    if parameter["kind"] in ("switch", "choice"):
        yield 1
        yield {"dist": "uniform", "low": 0, "high": 1}
        yield {"schedule": {"0": a, "12": b}, "interpolate": "linear"}
        return
    yield True
    yield "1"
    yield {"value": parameter["high"] * 2 + 1}
    yield {"dist": "discrete", "values": [a, parameter["high"] * 2 + 1]}
    if parameter["kind"] == "count":
        yield parameter["low"] + 0.5


def beyond(parameter):
    """Values just outside the bounds of this very row, or a word that is none of its choices."""
    if parameter["kind"] == "choice":
        yield "no_such_word"
    elif parameter["kind"] != "switch":
        step = 1 if parameter["kind"] == "count" else 0.01
        yield parameter["low"] - step
        yield parameter["high"] + step


def initiative_cases():
    """Lists of initiatives that both refuse, or (first member True) both accept."""
    def one(**change):
        return dict(BASE, initiatives=[dict(
            {"name": "a", "from": 3, "set": {"churn.base": 0.1}}, **change)])
    yield True, dict(BASE, initiatives=[])
    yield True, one(ramp=3, adoption=0.5, cost=10.5, cost_per_month=1, note="n")
    for value in (0.02, {"times": 0.5}, {"value": 0.1, "source": "s"},
                  {"times": {"dist": "uniform", "low": 0.5, "high": 1}},
                  {"dist": "beta", "mean": 0.02, "sd": 0.004},
                  {"by_segment": {"smb": {"times": 2}, "default": 0.1, "note": "n"}}):
        yield True, one(set={"churn.base": value, "note": "n"})
    yield True, one(set={"tiers.pro.price": {"times": 1.1}, "tiers.lite.cap": 30})
    for broken in ({"name": "a b"}, {"name": ""}, {"name": "x" * 64}, {"from": 0}, {"from": 601},
                   {"from": 1.5}, {"ramp": -1}, {"adoption": 1.1}, {"cost": -1}, {"form": 2},
                   {"cost_per_month": "1"}, {"set": {}}, {"set": 3}):
        yield False, one(**broken)
    for path, value in (("churn.bsae", 0.1), ("churn.base", 2), ("churn.base", {"times": -1}),
                        ("churn.base", {"times": 1, "extra": 2}), ("capacity.pooled", True),
                        ("churn.base", {"schedule": {"0": 1}}), ("acquisition.per_month", 3),
                        ("churn.base", {"by_segment": {"smb": {"by_segment": {}}}}),
                        ("churn.base", {"dist": "beta", "a": 1, "b": 30, "per": "account"}),
                        ("tiers.Pro.price", 3), ("tiers.pro.prise", 3)):
        yield False, one(set={path: value})
    for key in ("name", "from", "set"):
        document = one()
        del document["initiatives"][0][key]
        yield False, document
    yield False, dict(BASE, initiatives={})
    yield False, dict(BASE, initiatives=[1])


def document_cases():
    """Whole documents that both refuse, or (first member True) both accept."""
    yield True, BASE
    yield True, dict(BASE, **{"$schema": "x.json", "$comment": "c", "note": "n", "source": "s"})
    yield True, dict(BASE, title="A title", description="Two\nlines", currency="EUR",
                     start_month="2026-12", seed="18446744073709551615")
    yield True, dict(BASE, fiscal_year_start=12)
    for month in (0, 13, 1.5, "1"):
        yield False, dict(BASE, fiscal_year_start=month)
    yield True, dict(BASE, seed=9007199254740992, horizon=600, replicates=1)
    yield True, put(BASE, "macro.forced", [{"from": 0, "to": 3, "regime": "downturn", "note": "n"}])
    yield True, dict(put(put(BASE, "churn.base", {"dist": "beta", "a": 2, "b": 30}), "demand.level",
                         {"dist": "lognormal", "mean": 9, "sd": 1}),
                     correlations=[{"between": ["churn.base", "demand.level"], "rho": -0.5}])
    yield from initiative_cases()
    for key in ("schema_version", "name", "tiers"):
        yield False, {k: v for k, v in BASE.items() if k != key}
    for key, value in {
            "$schema": 1, "schema_version": 2, "name": "a b", "title": "a\nb", "description": 1,
            "currency": "usd", "start_month": "2026-13", "seed": -1, "segments": {}, "tiers": {},
            "tires": {"pro": {}}, "churn": 0.1, "correlations": {}, "horizon": 0,
            "replicates": 1.5, "note": 1}.items():
        yield False, dict(BASE, **{key: value})
    for start in ("2026", "1899-01", "2026-00", "26-01", 2026):
        yield False, dict(BASE, start_month=start)
    for name in ("", "-a", "a/b", "x" * 64):
        yield False, dict(BASE, name=name)
    for tier in ("Pro", "default", "source_", "1st", "a" * 32, "with space", "value"):
        document = copy.deepcopy(BASE)
        document["tiers"][tier] = {"price": 1}
        yield tier == "source_", document
    yield False, dict(BASE, tiers={"t%d" % k: {} for k in range(12)})
    yield False, dict(BASE, tiers={"note": "no tier at all"})
    yield False, put(BASE, "tiers.pro.prise", 1)
    yield False, put(BASE, "segments.smb.churn", 0.1)
    yield False, put(BASE, "churn.bsae", 0.1)
    yield False, dict(BASE, **{"churn.base": 0.1})
    yield False, put(BASE, "churn.note", 1)
    yield False, put(BASE, "macro.forced", {})
    yield False, put(BASE, "macro.forced", [{"from": 0, "to": 3}])
    yield False, put(BASE, "macro.forced", [{"from": 0, "to": 601, "regime": "normal"}])
    yield False, put(BASE, "macro.forced", [{"from": 0, "to": 3, "regime": "boom"}])
    pair = put(put(BASE, "churn.base", {"dist": "beta", "a": 2, "b": 30}), "demand.level",
               {"dist": "gamma", "shape": 2, "scale": 9})
    for broken in ([1], [{"between": ["churn.base"], "rho": 0.1}],
                   [{"between": ["churn.base", "demand.level"], "rho": 1}],
                   [{"between": ["churn.base", "churn.base"], "rho": 0.1}],
                   [{"between": ["churn.base", "demand.level"]}],
                   [{"between": ["churn.base", 1], "rho": 0.1}],
                   [{"between": ["churn.base", "demand.level"], "rho": 0.1, "roh": 1}]):
        yield False, dict(pair, correlations=broken)


def compare(validator, ndrsim, document, expected, what):
    """Prints what is wrong; whether the case holds."""
    valid = validator.is_valid(document)
    accepted, message = load(ndrsim, document)
    if valid == accepted and expected in (None, valid):
        return True
    print("%s: schema %s, loader %s, expected %s: %s %s" % (
        what, "accepts" if valid else "refuses", "accepts" if accepted else "refuses",
        {None: "agreement", True: "accepted", False: "refused"}[expected],
        json.dumps(document)[:300], message[:200]))
    return False


def cases(validator, ndrsim, paths):
    done = accepted = 0
    seen = set()  # rows of one kind and one set of bounds share a definition of the schema
    listed = subprocess.run([ndrsim, "params", "--json"], capture_output=True, check=True)
    for parameter in json.loads(listed.stdout)["parameters"]:
        path, may = parameter["path"], set(parameter["may_be"])
        if paths and path not in paths:
            continue
        sort = (parameter["kind"], parameter["per_tier"], *sorted(may))
        whole = (*sort, parameter.get("low"), parameter.get("high"),
                 *parameter.get("choices", []))
        tried = [(needs <= may, value) for needs, value in forms(parameter)]
        if whole in seen:
            tried = tried[:2] + tried[-1:]
        tried += [(False, value) for value in beyond(parameter)]
        if sort not in seen:
            tried += [(False, value) for value in wrong(parameter)]
        seen |= {sort, whole}
        for expected, value in tried:
            compare(validator, ndrsim, put(BASE, path, value), expected, path)
            accepted += expected
            done += 1
    for expected, document in [] if paths else document_cases():
        compare(validator, ndrsim, document, expected, "document")
        accepted += expected
        done += 1
    print("compared %d cases, of which %d are accepted" % (done, accepted))


def files(validator, names):
    for name in names:
        with open(name, encoding="utf-8") as stream:
            text = stream.read()
        blocks = [text]
        if name.endswith(".md"):  # whole scenarios among the examples of a page
            blocks = [b for b in re.findall(r"```json\n(.*?)\n```", text, re.S)
                      if "schema_version" in b]
        for block in blocks:
            for error in validator.iter_errors(json.loads(block)):
                print("%s: %s: %s" % (name, list(error.absolute_path), error.message[:300]))
    print("checked %d files" % len(names))


def main():
    schema_file, ndrsim, what = sys.argv[1:4]
    with open(schema_file, encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    if what == "files":
        files(validator, sys.argv[4:])
    else:
        cases(validator, ndrsim, sys.argv[4:])


if __name__ == "__main__":
    main()
