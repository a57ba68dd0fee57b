"""The benchmark command: what it prints and writes, and the floors."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json

import numpy as np
import pytest

from benchmarks import (
    DataAbsentError,
    Request,
    attribution,
    factuality,
    floors,
    gold,
    muc,
    places,
    plover,
    speed,
    times,
)  # fmt: skip
from benchmarks import __main__ as command
from dateline.model import Casualty, Event, Participant

TEXT = "Rebels shelled Ganja on Sunday, killing nine people. Baku condemned the attack on the town."


@pytest.fixture
def data(tmp_path):
    """A data folder with one dev article and ten training articles."""
    for split, number in (("dev", 1), ("train", 10)):
        folder = tmp_path / "data" / "gold" / split
        folder.mkdir(parents=True)
        for at in range(number):
            shelling = {"id": "e1", "type": "ASSAULT", "mode": "heavy-weapons", "status": "happened"}
            shelling |= {"mentions": ["Rebels shelled"], "triggers": ["shelled"]}
            article = {
                "id": f"{split}-{at}",
                "title": "",
                "published": "2020-10-12",
                "text": TEXT,
                "events": [shelling],
            }
            (folder / f"{at}.json").write_text(json.dumps(article), encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def results(tmp_path):
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept" / "results.json"


def keep(results, **figures: float) -> None:
    kept = {"gold": {"split": "dev", "figures": {key: {"floor": floor} for key, floor in figures.items()}}}
    results.write_text(json.dumps(kept), encoding="utf-8")


def test_prints_the_table_and_writes_the_figures(data, tmp_path, capsys):
    out = tmp_path / "figures.json"
    assert command.main(["gold", "--data", str(data), "--given", "mentions", "--json", str(out)]) == 0
    assert capsys.readouterr().out.startswith("gold, dev: 1 article, mentions given\n")
    written = json.loads(out.read_text(encoding="utf-8"))
    assert (written["benchmark"], written["split"]) == ("gold", "dev")
    assert written["figures"]["given event"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert {"given material", "given actor", "given date_told", "given record"} < set(written["figures"])


def test_lists_errors_where_asked_to(data, capsys):
    file = data / "gold" / "dev" / "0.json"
    raw = json.loads(file.read_text(encoding="utf-8"))
    raw["events"][0]["casualties"] = [{"kind": "missing", "low": 77, "high": 77, "text": "nine people"}]
    file.write_text(json.dumps(raw), encoding="utf-8")
    arguments = ["gold", "--data", str(data), "--given", "mentions"]
    assert command.main(arguments) == 0
    assert "missing 77-77" not in capsys.readouterr().out
    assert command.main([*arguments, "--errors"]) == 0
    assert "missing 77-77" in capsys.readouterr().out


def test_looks_for_the_articles_in_each_folder_in_turn(data, tmp_path):
    dev = data / "gold" / "dev"
    assert gold.find_articles(Request(data=(tmp_path, data))) == dev
    assert gold.find_articles(Request(data=(data / "gold",))) == dev
    assert gold.find_articles(Request(data=(dev,))) == dev
    assert gold.find_articles(Request(data=(data,), split="tune")) == data / "gold" / "train"


def test_tune_and_rest_part_the_training_articles(data):
    sizes = {split: gold.run(Request(data=(data,), split=split)).figures["event"]["n"] for split in ("tune", "rest")}
    fifth = sum(int(hashlib.sha1(f"train-{at}".encode()).hexdigest(), 16) % 5 == 0 for at in range(10))  # noqa: S324
    assert sizes == {"tune": fifth, "rest": 10 - fifth}
    assert 0 < fifth < 10


def test_a_folder_of_articles_is_scored_under_its_own_name(data):
    assert gold.run(Request(data=(data / "gold" / "train",))).split == "train"


def test_absent_data_end_with_the_remedy(tmp_path, capsys):
    assert command.main(["gold", "--data", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert str(tmp_path) in message
    assert "--data" in message
    with pytest.raises(DataAbsentError, match=r"gold \(dev\) is not in"):
        gold.find_articles(Request(data=(tmp_path,)))


def test_a_malformed_article_ends_with_its_name(data, capsys):
    (data / "gold" / "dev" / "0.json").write_text("{}", encoding="utf-8")
    assert command.main(["gold", "--data", str(data)]) == 2
    assert "0.json: not a gold article" in capsys.readouterr().err


class TestCheck:
    def test_passes_where_all_figures_stand(self, data, results, capsys):
        keep(results, **{"given event": 1.0})
        assert command.main(["check", "--data", str(data)], results=results) == 0
        assert "on or above their floors" in capsys.readouterr().out

    def test_fails_where_a_figure_fell(self, data, results, capsys):
        keep(results, **{"given event": 1.0, "given link": 0.3})
        assert command.main(["check", "--data", str(data)], results=results) == 1
        assert "gold: given link is 0.0000, its floor 0.3000" in capsys.readouterr().out

    def test_skips_with_a_word_where_data_are_absent(self, tmp_path, results, capsys):
        keep(results, event=1.0)
        assert command.main(["check", "--data", str(tmp_path)], results=results) == 0
        assert capsys.readouterr().err.startswith("skipped: gold (dev) is not in")

    def test_lets_a_figure_fall_by_the_tolerance_and_no_more(self):
        kept = {"gold": {"split": "dev", "figures": {"event": {"floor": 0.5}}}}
        assert list(floors.breaches(kept, "gold", {"event": {"value": 0.4951}})) == []
        assert list(floors.breaches(kept, "gold", {"event": {"value": 0.4949}})) != []

    def test_fails_where_a_figure_with_a_floor_is_gone(self):
        kept = {"gold": {"split": "dev", "figures": {"event": {"floor": 0.5}}}}
        assert list(floors.breaches(kept, "gold", {})) == ["gold: event is kept and no longer measured"]


class TestRecord:
    def test_keeps_figures_with_and_without_given_mentions(self, data, results):
        assert command.main(["record", "--data", str(data)], results=results) == 0
        kept = json.loads(results.read_text(encoding="utf-8"))["gold"]
        assert kept["split"] == "dev"
        assert kept["figures"]["given event"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1, "floor": 1.0}
        assert "event" in kept["figures"]

    def test_writes_nothing_where_data_are_absent(self, tmp_path, results):
        assert command.main(["record", "--data", str(tmp_path)], results=results) == 2
        assert not results.exists()

    def test_raises_floors_and_never_lowers_them(self):
        kept = floors.record({}, "gold", "dev", {"event": {"value": 0.5}, "actor": {"value": 0.4}})
        kept = floors.record(kept, "gold", "dev", {"event": {"value": 0.6}, "actor": {"value": 0.3}})
        assert kept["gold"]["figures"] == {"event": {"value": 0.6, "floor": 0.6}, "actor": {"value": 0.3, "floor": 0.4}}

    def test_an_error_has_no_floor(self):
        kept = floors.record({}, "factuality", "dev", {"factuality uw mae": {"value": 0.4}})
        assert kept["factuality"]["figures"] == {"factuality uw mae": {"value": 0.4}}
        assert list(floors.breaches(kept, "factuality", {"factuality uw mae": {"value": 0.1}})) == []
        assert len(list(floors.breaches(kept, "factuality", {}))) == 1

    def test_keeps_the_floors_of_what_was_not_measured(self):
        kept = floors.record({}, "gold", "dev", {"event": {"value": 0.5}})
        kept = floors.record(kept, "gold", "dev", {"actor": {"value": 0.3}})
        assert kept["gold"]["figures"]["event"]["floor"] == 0.5


def test_the_kept_figures_have_floors():
    kept = floors.load(command.RESULTS)
    assert set(kept) <= set(command.BENCHMARKS)
    figures = {key: figure for entry in kept.values() for key, figure in entry["figures"].items()}
    assert all(0 <= figure["floor"] <= 1 for key, figure in figures.items() if not key.endswith(floors.ERRORS))


def write_lines(file, records) -> None:
    file.parent.mkdir(parents=True)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)


class TestPlover:
    def test_scores_the_kept_fifth_alone(self, tmp_path):
        sentences = [f"The army of Norland shelled {at} villages in Sudland." for at in range(20)]
        records = [
            {"sentence": s, "source": "The army of Norland", "target": "villages", "gold_root": "ASSAULT"}
            for s in sentences
        ]
        write_lines(tmp_path / "plover" / "plv_train.jsonl.gz", records)
        figures = plover.run(Request(data=(tmp_path,))).figures
        assert figures["plover accuracy"]["n"] == sum(map(plover.is_kept, sentences))
        assert figures["plover accuracy"]["value"] == figures["plover macro"]["value"] == 1.0

    def test_lists_what_was_taken_for_something_else(self, tmp_path):
        sentence = next(s for s in (f"Rebels shelled {at} towns." for at in range(50)) if plover.is_kept(s))
        record = {"sentence": sentence, "source": "Rebels", "target": "towns", "gold_root": "AID"}
        write_lines(tmp_path / "plover" / "plv_train.jsonl.gz", [record])
        outcome = plover.run(Request(data=(tmp_path,)))
        assert list(outcome.errors) == [f"AID taken for ASSAULT: {sentence}"]
        assert outcome.figures["plover macro"]["value"] == 0.0

    def test_macro_is_the_mean_over_the_types(self):
        assert plover.macro(2, 0, 4, 2) == pytest.approx((1.0 + 0.0) / 2)


class TestMuc:
    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            ("3", (3, 3)),
            ("~30", (30, 30)),
            ("30-", (30, None)),
            ("-30", (None, 30)),
            ("20-30", (20, 30)),
            ("PLURAL", (None, None)),
        ],
    )
    def test_bounds(self, number, expected):
        assert muc.bounds(number) == expected

    def test_items_of_optional_templates_need_not_be_found(self):
        def target(number, effect):
            return {
                "optional": False,
                "number": [{"value": [number], "optional": False}],
                "effect": [{"value": [effect], "optional": False}],
            }

        templates = [
            {"optional": False, "human_targets": [target("2", "DEATH"), target("1", "NO INJURY")]},
            {"optional": True, "human_targets": [target("4-", "INJURY")]},
        ]
        assert list(muc.gold_items({"templates": templates})) == [(("DEATH", 2, 2), False), (("INJURY", 4, None), True)]

    def items(self, monkeypatch, **values):
        event = Event(**{"id": "e1", "type": "ASSAULT", **values})
        monkeypatch.setattr(muc, "code", lambda _: (event,))
        return list(muc.found_items({"docid": "X-1", "text": "IT RAINED.", "dateline_iso": "1990-01-03"}))

    def test_each_victim_with_a_name_is_an_item_of_its_own(self, monkeypatch):
        killed = (Casualty(kind="killed", low=2, high=2), Casualty(kind="injured", low=5, high=5))
        people = tuple(Participant(name=name, kind="person") for name in ("Dal", "Ruiz"))
        expected = [("DEATH", 1, 1), ("DEATH", 1, 1), ("INJURY", 5, 5)]
        assert self.items(monkeypatch, casualties=killed, targets=people) == expected
        assert self.items(monkeypatch, casualties=killed, targets=people[:1])[0] == ("DEATH", 2, 2)

    @pytest.mark.parametrize(
        "values",
        [
            {"aggregate": True},
            {"status": "planned"},
            {"targets": (Participant(name="soldiers", kind="military"),)},
            {"casualties": (Casualty(kind="killed", low=0, high=0),)},
            {"casualties": (Casualty(kind="killed", low=3, high=3, who="three guerrillas"),)},
            {"casualties": (Casualty(kind="detained", low=3, high=3),)},
        ],
    )
    def test_what_is_no_incident_or_no_number_for_muc_is_left_out(self, monkeypatch, values):
        assert self.items(monkeypatch, **{"casualties": (Casualty(kind="killed", low=3, high=3),), **values}) == []

    def test_reads_wire_copy_in_capitals(self, tmp_path):
        text = "GUERRILLAS ATTACKED A MARKET IN THE TOWN OF SAN MARTIN TODAY. THREE PEASANTS WERE KILLED IN THE ATTACK."
        target = {
            "optional": False,
            "number": [{"value": ["3"], "optional": False}],
            "effect": [{"value": ["DEATH"], "optional": False}],
        }
        record = {
            "docid": "X-1",
            "text": text,
            "dateline_iso": "1990-01-03",
            "templates": [{"optional": False, "human_targets": [target]}],
        }
        write_lines(tmp_path / "muc4" / "dev.jsonl.gz", [record])
        assert muc.run(Request(data=(tmp_path,))).figures["muc casualties"]["value"] == 1.0


def test_speed_tells_the_ratio_and_the_share_of_each_stage(data, monkeypatch):
    monkeypatch.setattr(speed, "ROUNDS", 1)
    figures = speed.run(Request(data=(data,))).figures
    assert figures["speed ratio"]["value"] > 0
    shares = {key: figure["value"] for key, figure in figures.items() if key.startswith("speed stage ")}
    assert {"speed stage parse", "speed stage find_triggers", "speed stage loading"} < set(shares)
    assert sum(shares.values()) == pytest.approx(1.0)


class TestTime:
    TEXT = "WASHINGTON, 15 August 1990. Troops landed on Tuesday. Officials expect more."

    def record(self, *timexes):
        return {"id": "t", "text": self.TEXT, "dct": "1990-08-15T13:37", "timexes": list(timexes)}

    def timex(self, words, value, **values):
        start = self.TEXT.find(words)
        return {"start": start, "end": start + len(words), "value": value, "type": "DATE", **values}

    def test_the_day_of_publication_is_left_out_on_both_sides(self, tmp_path):
        creation = self.timex("15 August 1990", "1990-08-15", functionInDocument="CREATION_TIME")
        write_lines(
            tmp_path / "timex" / "aquaint.jsonl.gz", [self.record(creation, self.timex("Tuesday", "1990-08-14"))]
        )
        figures = times.run(Request(data=(tmp_path,))).figures
        assert {key: figures[f"time aquaint {key}"]["value"] for key in times.MEASURES} == dict.fromkeys(
            times.MEASURES, 1.0
        )
        assert figures["time aquaint value"]["n"] == 1
        assert not any(key.startswith("time timebank") for key in figures)

    def test_a_wrong_value_and_a_missed_expression_count(self, tmp_path):
        gold = [
            self.timex("Tuesday", "1990-08-07"),
            self.timex("Officials", "PRESENT_REF"),
            self.timex("15 August 1990", ""),
        ]
        write_lines(tmp_path / "timex" / "timebank.jsonl.gz", [self.record(*gold)])
        outcome = times.run(Request(data=(tmp_path,)))
        assert outcome.figures["time timebank relaxed"]["value"] == pytest.approx(0.8)
        assert outcome.figures["time timebank value"]["value"] == 0.0
        assert any("missed 'Officials'" in error for error in outcome.errors)

    def test_without_any_set_it_is_skipped(self, tmp_path):
        with pytest.raises(DataAbsentError):
            times.run(Request(data=(tmp_path,)))


class TestPlaces:
    """Names of places, given and found; the report and its coordinates are our own."""

    TEXT = "The Turkish minister flew from Ankara to Paris, Ky., on Friday."

    def run(self, tmp_path, **moved):
        names = {"Turkish": (298795, 39.0, 35.0), "Ankara": (323786, 39.92, 32.85), "Paris": (4303602, 38.21, -84.25)}
        toponyms = []
        for name, (number, lat, lon) in (names | moved).items():
            at = self.TEXT.find(name)
            toponyms.append(
                {"start": at, "end": at + len(name), "text": name, "geonameid": number, "lat": lat, "lon": lon}
            )
        file = tmp_path / "geo" / "trnews.jsonl.gz"
        file.parent.mkdir(parents=True)
        with gzip.open(file, "wt", encoding="utf-8") as lines:
            lines.write(json.dumps({"id": "a", "text": self.TEXT, "toponyms": toponyms}) + "\n")
        return places.run(Request(data=(tmp_path,)))

    def test_given_names_are_placed_and_names_are_found(self, tmp_path):
        outcome = self.run(tmp_path)
        figures = {key: figure["value"] for key, figure in outcome.figures.items()}
        for key in ("161", "id", "found", "answered", "161 answered"):
            assert figures[f"place trnews {key}"] == pytest.approx(1.0), key
        assert outcome.figures["place trnews 161"]["n"] == 3
        assert list(outcome.errors) == []

    def test_a_place_far_off_is_wrong_and_listed(self, tmp_path):
        outcome = self.run(tmp_path, Paris=(2988507, 48.85, 2.35))
        assert outcome.figures["place trnews 161"]["value"] == pytest.approx(2 / 3)
        assert [line.split(":")[1].strip() for line in outcome.errors] == ["'Paris'"]

    def test_a_name_without_coordinate_is_not_scored(self, tmp_path):
        outcome = self.run(tmp_path, Ankara=(None, None, None))
        assert outcome.figures["place trnews 161"]["n"] == outcome.figures["place trnews id"]["n"] == 2

    def test_a_quarter_of_the_equator_is_ten_thousand_kilometres(self):
        assert places.distance((0.0, 0.0), (0.0, 90.0)) == pytest.approx(10_007, abs=1)

    def test_without_any_set_it_is_skipped(self, tmp_path):
        with pytest.raises(DataAbsentError):
            places.run(Request(data=(tmp_path,)))


@pytest.fixture(scope="session")
def reference():
    """The reference code of the measures, where it stands beside the project."""
    file = command.DEFAULT_DATA[1] / "scorers" / "measures.py"
    if not file.exists():
        pytest.skip("the reference measures are not beside the project")
    spec = importlib.util.spec_from_file_location("measures", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestAttribution:
    TEXT = "The mayor said the bridge fell. According to the police, nobody died, she added. Rebels denied it."

    def spans(self, *words):
        return [(self.TEXT.find(one), self.TEXT.find(one) + len(one)) for one in words]

    def one(self, source, cue, *contents):
        parts = {"source": [source] if source else [], "cue": [cue], "content": contents}
        return {part: self.spans(*words) for part, words in parts.items()}

    def told(self):
        return [
            self.one("The mayor", "said", "the bridge fell"),
            self.one("the police", "According to", "nobody died"),
            self.one("she", "added", "According to the police, nobody died"),
            self.one(None, "denied", "it"),
        ]

    def figures(self, told, found):
        row = attribution.compare(self.TEXT, told, found)
        return {key: measure(*row) for key, measure in attribution.MEASURES.items()}

    def test_what_is_the_same_is_wholly_right(self):
        assert set(self.figures(self.told(), self.told()).values()) == {1.0}
        assert set(self.figures(self.told(), []).values()) == {0.0}

    @pytest.mark.parametrize("number", range(6))
    def test_the_figures_are_those_of_the_reference(self, reference, number):
        found = self.told()
        changes = [
            lambda: found.pop(1),
            lambda: found.append(self.one("The mayor", "said the bridge", "fell")),
            lambda: found[0].update(source=self.spans("mayor")),
            lambda: found[2].update(source=[]),
            lambda: found[1].update(content=self.spans("nobody", "died, she added. Rebels denied it")),
            lambda: found[3].update(cue=self.spans("Rebels denied"), content=[]),
        ]
        for change in changes[number:]:
            change()
        document = {"text": self.TEXT, "attributions": self.told()}
        expected = reference.attribution({"one": document}, {"one": {"attributions": found}})
        figures = self.figures(self.told(), found)
        assert {key: figures[key] for key in expected} == {
            key: pytest.approx(f1) for key, (_, _, f1) in expected.items()
        }

    def test_reads_the_program_and_lists_its_errors(self, tmp_path):
        record = {"id": "a", "text": self.TEXT, "attributions": self.told()}
        write_lines(tmp_path / "polnear" / "dev.jsonl.gz", [record])
        outcome = attribution.run(Request(data=(tmp_path,)))
        assert outcome.figures["attribution who-says"]["n"] == len(self.told())
        assert outcome.figures["attribution who-says"]["value"] >= 0.5
        found = attribution.predicted(self.TEXT)
        assert all(self.TEXT[a:b].strip() for one in found for spans in one.values() for a, b in spans)
        only = attribution.errors_of(record, self.told(), [self.one("mayor", "said", "the bridge fell")])
        assert max(only) == "a: wrong mayor / said / the bridge fell, gold The mayor / said / the bridge fell"


class TestFactuality:
    def test_the_sums_give_r_error_and_classes(self):
        pairs = [(3.0, 2.5), (-3.0, -2.0), (1.0, 2.0), (0.0, 0.1), (-1.0, -0.6)]
        sums = factuality._row(pairs)
        truth, found = zip(*pairs, strict=True)
        assert factuality.pearson(*sums) == pytest.approx(np.corrcoef(truth, found)[0, 1])
        assert factuality.error(*sums) == pytest.approx((0.5 + 1 + 1 + 0.1 + 0.4) / 5)
        # happened: one right of one, and one more found; possible: none of one; the others right
        assert factuality.macro(*sums) == pytest.approx((2 / 3 + 0 + 1 + 1 + 1) / 5)

    @pytest.mark.parametrize(
        ("degree", "name"),
        [
            (2.0, "happened"), (1.9, "possible"), (0.5, "possible"), (0.4, "unknown"), (-0.5, "unlikely"),
            (-2.0, "not_happened"),
        ],
    )  # fmt: skip
    def test_classes_by_degree(self, degree, name):
        assert factuality.CLASSES[factuality.classify(degree)] == name

    def test_grades_the_events_at_their_places(self, tmp_path):
        text = "Rebels shelled the town, but the army did not attack."
        events = [
            {"start": text.find("shelled"), "score": 3.0, "trigger": "shelled"},
            {"start": text.find("attack"), "score": -3.0, "trigger": "attack"},
        ]
        records = [{"corpus": corpus, "text": text, "events": events} for corpus in ("uw", "meantime")]
        write_lines(tmp_path / "factuality" / "dev.jsonl.gz", records)
        figures = factuality.run(Request(data=(tmp_path,))).figures
        assert figures["factuality uw r"]["n"] == len(events)  # meantime has no key of its own
        assert figures["factuality uw r"]["value"] == pytest.approx(1.0)
        happened, failed = factuality.degrees(text, [event["start"] for event in events], "news")
        assert happened > 1 > failed
