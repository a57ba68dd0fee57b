"""The training modules read gold articles, fit, and write tables that the package can load; here a tiny set of ours."""

from __future__ import annotations

import gzip
import importlib
import json
import shutil
import sys
from hashlib import sha256
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from dateline import ontology
from dateline.encoder import weights_folder
from dateline.evaluation import read_gold
from dateline.heads import load_reader
from dateline.model import make_document
from dateline.sayings import LABELS, Near, Told
from dateline.sentences import split_sentences

pytest.importorskip("scipy", reason="training needs scipy; install it: pip install scipy")

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "src" / "dateline" / "data"
TOWNS = ("Ganja", "Aleppo", "Mosul", "Minsk", "Gao", "Brest")


def article(number: int) -> dict:
    """A report of two deeds and an accusation, coded by hand."""
    town, day = TOWNS[number % len(TOWNS)], f"2020-10-{11 + number:02}"
    killed = number + 2
    text = (
        f"Rebels shelled {town} on {int(day[-2:])} October, killing {killed} people, officials said. "
        f"The shelling began at night.\n\nThe government accused the rebels of a crime. The river is wide.\n\n"
        f"Police arrested a man in {town} after the attack; the killing of a farmer last week was not explained."
    )
    place = {"name": town, "text": town, "country": "", "level": "city"}
    time = {"edtf": day, "text": f"on {int(day[-2:])} October"}

    def event(name: str, kind: str, mode: str, *mentions: tuple[str, str], **values) -> dict:
        return {
            "id": name, "type": kind, "mode": mode, "mentions": [words for words, _ in mentions],
            "triggers": [trigger for _, trigger in mentions], "actors": [], "targets": [], "place": None, "time": None,
            "casualties": [], "status": "happened", "aggregate": False, "links": [],
            "claims": [{"source": "reporter", "stance": "asserts", "text": ""}], **values,
        }  # fmt: skip

    rebels = [{"name": "Rebels", "text": "Rebels", "kind": "armed-group", "country": ""}]
    events = [
        event(
            "e1", "ASSAULT", "heavy-weapons", ("Rebels shelled", "shelled"), ("killing " + str(killed), "killing"),
            ("The shelling began", "shelling"), ("after the attack", "attack"), actors=rebels, place=place, time=time,
        ),
        event("e2", "ACCUSE", "allege", ("government accused", "accused")),
        event(
            "e3", "COERCE", "arrest", ("Police arrested", "arrested"), place=place,
            links=[{"relation": "response-to", "event": "e1"}],
        ),
        event("e4", "ASSAULT", "", ("killing of a farmer", "killing")),
    ]  # fmt: skip
    return {
        "id": f"tiny-{number}", "split": "train", "title": f"Shells hit {town}", "published": day,
        "publisher": "The Test", "text": text, "events": events,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    train = tmp_path / "shared" / "gold" / "train"
    train.mkdir(parents=True)
    for number in range(12):
        record = article(number)
        (train / f"{record['id']}.json").write_text(json.dumps(record), encoding="utf-8")
    return tmp_path / "shared"


def digest() -> dict[str, str]:
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in sorted(SHIPPED.iterdir()) if file.is_file()}


@pytest.mark.parametrize("name", importlib.import_module("training.__main__").ORDER)
def test_a_training_module_fits_and_writes_tables_of_the_shipped_form(name, folder, tmp_path, monkeypatch, capsys):
    module = importlib.import_module(f"training.{name}")
    out = tmp_path / "out"
    out.mkdir()
    for other in ("fit", "triggers", "participants", "sides"):
        monkeypatch.setattr(importlib.import_module(f"training.{other}"), "DATA", out)
    for user in ("material", "participants", "links", "confidence"):  # the shipped encoder stands in for the five
        monkeypatch.setattr(importlib.import_module(f"training.{user}"), "reader_for", lambda _: load_reader())
    # The articles stand in for the reports that the encoder has not seen, too.
    reports = read_gold(folder / "gold" / "train")
    for user in ("claims", "sides"):
        monkeypatch.setattr(importlib.import_module(f"training.{user}"), "unseen", lambda *_, **__: iter(reports))
    whole = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((folder / "gold" / "train").iterdir())]
    monkeypatch.setattr(importlib.import_module("training.material"), "coded_articles", lambda *_: iter(whole))
    monkeypatch.setattr(sys, "argv", [name, "--data", str(folder)])
    before = digest()
    module.main()
    assert digest() == before  # the shipped tables stay as they are
    assert capsys.readouterr().out.strip()
    written = sorted(file.name for file in out.iterdir())
    assert written
    monkeypatch.setattr(ontology, "data_text", lambda table: (out / table).read_text(encoding="utf-8"))
    for table in written:
        header = next(
            line for line in (SHIPPED / table).read_text(encoding="utf-8").splitlines() if not line.startswith("#")
        ).split("\t")
        rows = ontology.table(table, *header)
        assert rows
        weights = [float(row["weight"]) for row in rows]
        assert all(abs(weight) < 100 for weight in weights)
        assert any(weights)


def test_many_sparse_features_are_fitted_like_few_dense_ones():
    from training.fit import logistic, sparse_logistic  # noqa: PLC0415

    rows = [{"a": 1.0}, {"a": 1.0, "b": 2.0}, {"b": 1.0}, {}, {"b": 3.0, "rare": 1.0}]
    truth = [True, True, False, False, True]
    found = sparse_logistic(rows, truth, least=2, ridge=1.0)
    assert sorted(found) == ["a", "b", "bias"]
    dense = np.array([[1.0, row.get("a", 0.0), row.get("b", 0.0)] for row in rows])
    expected = logistic(dense, truth, np.array([0.01, 1.0, 1.0]))
    assert [found["bias"], found["a"], found["b"]] == pytest.approx(expected.tolist(), abs=0.01)


def test_the_fifth_for_checking_is_fixed():
    from training.material import is_tune  # noqa: PLC0415 - after the check that training's needs are there

    assert [number for number in range(20) if is_tune(f"tiny-{number}")] == [1, 3, 7, 9, 14, 16]


class TestCoded:
    """Articles coded by the project, of which it keeps offsets alone."""

    @pytest.fixture
    def data(self, tmp_path):
        sets = {
            "polnear/train": [{"id": "a", "text": "The army seized Talva.", "date": "2016-01-02"}],
            "muc4/train": [],
            "plover/synthetic_stories": [{"title": "Talva falls", "text": "The army took it.", "label": "COERCE"}],
            "plover/plv_train": [
                {"sentence": text} for text in ("Rebels fled.", "Rain fell.", "He spoke.", "A.", "B.")
            ],
            "coref/ecbplus_train": [],
            "coref/gvc_train": [{"doc_id": "x", "text": "A man shot a guard.", "publish_date": "2016-01-02"}],
        }
        for name, records in sets.items():
            file = tmp_path / "data" / f"{name}.jsonl.gz"
            file.parent.mkdir(parents=True, exist_ok=True)
            with gzip.open(file, "wt", encoding="utf-8") as lines:
                lines.writelines(json.dumps(record) + "\n" for record in records)
        return tmp_path

    def write(self, data, monkeypatch, name, **event) -> None:
        from training import coded  # noqa: PLC0415 - after the check that training's needs are there

        blank = {"actors": [], "targets": [], "place": None, "time": None, "casualties": [], "claims": [], "links": []}
        report = coded.reports(data).get(name, {"title": "", "text": ""})
        line = {"id": name, "digest": coded.digest(report), "events": [blank | event]}
        file = data / "coded.jsonl"
        file.write_text(json.dumps(line) + "\n", encoding="utf-8")
        monkeypatch.setattr(coded, "CODED", file)

    def test_offsets_become_words_of_the_report(self, data, monkeypatch):
        from training.coded import coded_articles  # noqa: PLC0415

        actor = {"name": [0, 8], "text": [0, 8], "kind": "military", "country": ""}
        self.write(data, monkeypatch, "polnear-a", mentions=[[0, 15]], triggers=[[9, 15]], actors=[actor])
        (article,) = coded_articles(data)
        (event,) = article["events"]
        assert (event["mentions"], event["triggers"]) == (["The army seized"], ["seized"])
        assert event["actors"][0]["name"] == "The army"
        assert article["published"] == "2016-01-02"

    def test_offsets_count_from_the_title(self, data, monkeypatch):
        from training.coded import coded_articles  # noqa: PLC0415

        self.write(data, monkeypatch, "story-0", mentions=[[0, 11], [13, 26]], triggers=[[6, 11], [9, 13]])
        (article,) = coded_articles(data)
        assert article["events"][0]["mentions"] == ["Talva falls", "The army took"]
        assert article["events"][0]["triggers"] == ["falls", "took"]

    def test_the_reports_that_the_encoder_never_sees_are_read_like_gold(self, data, monkeypatch):
        from training import material  # noqa: PLC0415

        self.write(data, monkeypatch, "polnear-a", type="COERCE", mode="seize", status="happened", aggregate=False,
                   id="e1", mentions=[[0, 15]], triggers=[[9, 15]])  # fmt: skip
        monkeypatch.setattr(material, "UNSEEN", data / "coded.jsonl")
        (article,) = material.unseen(data, but_tune=False)
        assert [span.text for span in article.events[0].mentions] == ["seized"]
        kept = list(material.unseen(data, but_tune=True))
        assert bool(kept) != material.is_tune("polnear-a")
        assert list(material.articles(data, but_tune=False)) == []
        ((parsed, coded),) = material.further_articles(data, but_tune=False)
        assert [parsed.document.text[at : at + 6] for at in coded] == ["seized"]

    def test_another_text_is_refused(self, data, monkeypatch):
        from training.coded import coded_articles  # noqa: PLC0415

        self.write(data, monkeypatch, "polnear-missing", mentions=[[0, 3]], triggers=[[0, 3]])
        with pytest.raises(ValueError, match="polnear-missing is not the report that was coded"):
            list(coded_articles(data))

    def test_what_is_kept_holds_the_ontology_and_no_words(self):
        from training.coded import CODED, UNSEEN  # noqa: PLC0415

        def offsets(value) -> bool:
            return value in ("reporter", "unnamed", "") or 0 <= value[0] < value[1]

        lines = [line for file in (CODED, UNSEEN) for line in file.read_text(encoding="utf-8").splitlines()]
        names = [json.loads(line)["id"] for line in lines]
        assert len(set(names)) == len(names)  # so that what the encoder must not see is not among what it is given
        for line in lines:
            for event in json.loads(line)["events"]:
                kind = ontology.types()[event["type"]]
                assert event["mode"] in ("", *kind.modes)
                assert all(map(offsets, [*event["mentions"], *event["triggers"][1:]]))
                quoted = [*event["actors"], *event["targets"], *event["casualties"], *event["claims"]]
                assert all(offsets(each[key]) for each in quoted for key in ("text", "name", "source") if key in each)

    def test_the_sentences_that_the_benchmark_keeps_are_never_coded(self, data):
        from benchmarks.files import fifth_of  # noqa: PLC0415
        from training.coded import reports  # noqa: PLC0415

        sentences = [report["text"] for name, report in reports(data).items() if name.startswith("plv-")]
        assert sentences
        assert all(fifth_of(text) != 0 for text in sentences)

    def test_the_source_of_a_figure_becomes_words_too(self, data, monkeypatch):
        from training.coded import coded_articles  # noqa: PLC0415

        figure = {"kind": "injured", "low": 1, "high": 1, "text": [6, 18], "source": [0, 5]}
        self.write(data, monkeypatch, "gvc-x", mentions=[[0, 10]], triggers=[[6, 10]], casualties=[figure])
        (article,) = coded_articles(data)
        assert article["events"][0]["casualties"] == [{**figure, "text": "shot a guard", "source": "A man"}]

    def test_wire_copy_is_unwrapped(self):
        from training.coded import unwrap  # noqa: PLC0415

        assert (
            unwrap("  ONE  LINE\nAND ANOTHER.  \n\n   NEXT\n PARAGRAPH\n") == "ONE LINE AND ANOTHER.\n\nNEXT PARAGRAPH"
        )


def test_who_says_what_is_read_as_words_and_learned():
    torch = pytest.importorskip("torch", reason="the dependency group encoder is not installed")
    from training.corpora import Attributed, prepare  # noqa: PLC0415
    from training.losses import losses  # noqa: PLC0415
    from training.network import Network  # noqa: PLC0415

    text = "The mayor said that the bridge fell."
    example = prepare("one", "said", make_document(body=text))
    example.attributions = [Attributed(cue=[2], sources=[[0, 1]], contents=[[3, 4, 5, 6]])]
    torch.manual_seed(1)
    network, vectors = Network(), torch.randn(len(example.words), 384)
    optimizer = torch.optim.Adam([*network.said.parameters(), *network.speech.parameters()], lr=0.01)
    for _ in range(60):
        optimizer.zero_grad()
        found = losses(network, example, vectors)
        sum(found.values()).backward()
        optimizer.step()
    parts = network.said(vectors).view(-1, 3, 3).argmax(-1).tolist()
    assert parts[:5] == [[1, 0, 0], [2, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 2]]
    places = torch.arange(len(example.words))[None] - 2
    sides = network.speech(vectors[2:3], vectors, places, torch.zeros_like(places))[0] > 0
    assert [row.tolist() for row in sides[[0, 2, 4]]] == [[True, False], [False, False], [False, True]]


def test_a_figure_is_found_by_its_number_where_it_has_one():
    pytest.importorskip("torch", reason="the dependency group encoder is not installed")
    from training.corpora import narrowed, prepare  # noqa: PLC0415

    document = make_document(body="At least 44 people and a dozen guards were killed.")
    example = prepare("one", "gold", document)
    words = list(range(len(example.words)))
    told = [document.text[slice(*example.words[i])] for i in narrowed(example, document.text, words, "killed")]
    assert told == ["44", "dozen"]
    assert narrowed(example, document.text, words[-3:], "killed") == words[-3:]
    assert narrowed(example, document.text, words, "actor") == words


def test_the_heads_read_what_they_were_trained_to_say(tmp_path):
    torch = pytest.importorskip("torch", reason="the dependency group encoder is not installed")
    pytest.importorskip("onnx", reason="the dependency group encoder is not installed")
    from training.corpora import prepare  # noqa: PLC0415
    from training.encoder import export, seed  # noqa: PLC0415
    from training.losses import apart, buckets  # noqa: PLC0415
    from training.network import Network  # noqa: PLC0415

    seed()
    network = Network()
    for weight in network.parameters():
        weight.data = weight.data.half().float()  # as they are stored
    export(network, tmp_path)
    for name in ("sayings.onnx", "sayings.npz"):
        shutil.copy(weights_folder() / name, tmp_path)
    document = make_document(body="Rebels shelled Ganja on Sunday. Nine people died in the shelling, officials said.")
    readout = load_reader(tmp_path).read(document, [(0, 0, 31), (1, 32, len(document.text))])
    vectors = torch.tensor(readout.encoded.vectors)
    example = prepare("one", "gold", document)
    assert example.words == list(readout.encoded.words)
    example.triggers = [1, 8, 11]
    count = len(example.words)
    with torch.no_grad():
        tags = network.tag(vectors).softmax(-1).numpy()
        triggers, sentences = torch.tensor([1]), torch.tensor(example.sentences)
        roles = network.roles(vectors[1:2], vectors, apart(count, triggers), (sentences - sentences[1])[None])[
            0
        ].numpy()
        pairs = network.same(vectors[example.triggers], buckets(example, slice(None))).numpy()
        same, linked = pairs[..., 0], pairs[..., 1:]
        statuses = network.status(vectors).softmax(-1).numpy()
        aggregates = network.aggregate(vectors).sigmoid().numpy()[:, 0]
    np.testing.assert_allclose(readout.tags, tags, atol=1e-5)
    np.testing.assert_allclose(readout.roles(1, range(count)), roles, atol=1e-4)
    both = [(same[i, j] + same[j, i]) / 2 for i, j in ((0, 1), (0, 2), (1, 2))]
    np.testing.assert_allclose(readout.same([1, 1, 8], [8, 11, 11]), both, atol=1e-4)
    there, back = readout.linked([1, 1, 8], [8, 11, 11])
    np.testing.assert_allclose(there, [linked[0, 1], linked[0, 2], linked[1, 2]], atol=1e-4)
    np.testing.assert_allclose(back, [linked[1, 0], linked[2, 0], linked[2, 1]], atol=1e-4)
    np.testing.assert_allclose([readout.statuses(i) for i in range(count)], statuses, atol=1e-4)
    np.testing.assert_allclose([readout.aggregate(i) for i in range(count)], aggregates, atol=1e-4)


def a_sayings_network():
    """An untrained network of speech, its weights as they are stored."""
    torch = pytest.importorskip("torch", reason="the dependency group encoder is not installed")
    pytest.importorskip("onnx", reason="the dependency group encoder is not installed")
    from training.sayings import Sayings  # noqa: PLC0415

    torch.manual_seed(1)
    network = Sayings()
    for weight in network.parameters():
        weight.data = (weight.data + 0.1 * torch.randn_like(weight)).half().float()
        weight.requires_grad_(requires_grad=False)
    network.eval()
    return torch, network


def test_the_layers_of_speech_say_what_they_were_trained_to_say(tmp_path):
    torch, network = a_sayings_network()
    from training.corpora import prepare  # noqa: PLC0415
    from training.sayings import write  # noqa: PLC0415

    for name in ("encoder.onnx", "heads.npz"):
        shutil.copy(weights_folder() / name, tmp_path)
    write(network, tmp_path)
    text = "The mayor said the bridge fell.\n\n“It fell at night,” she added. According to police, nobody died."
    example = prepare("one", "said", make_document(body=text))
    bounds = [(i, start, end) for i, (_, start, end) in enumerate(split_sentences(text))]
    told = load_reader(tmp_path).read(make_document(body=text), bounds).told
    with torch.no_grad():
        lower = torch.tensor(told.encoded.lower[0])[None]
        above = network(lower)[0, list(told.encoded.firsts[0])].numpy()
        vectors = torch.tensor(told.vectors)
        cues = [2, 16]
        near = Near(np.array(cues), np.array(example.sentences), np.array(example.lines))
        scores = network.parts(vectors, near)
        degrees = network.degree(vectors).numpy()
    assert np.corrcoef(above.ravel(), told.vectors.ravel())[0, 1] > 0.98  # eight bits are not thirty-two
    np.testing.assert_allclose(told._part_scores(near), scores.numpy(), atol=1e-3)
    np.testing.assert_allclose(told._degrees, degrees, atol=1e-3)


def test_the_chain_weighs_all_ways_that_are_allowed_and_the_best_of_them_is_found():
    torch, network = a_sayings_network()
    from training.sayings import allowed_first, allowed_last, allowed_steps  # noqa: PLC0415

    scores = torch.randn(2, 4, len(LABELS))
    there = torch.tensor([[True, True, True, True], [True, True, True, False]])
    chain = network.chain
    for row, length in ((0, 4), (1, 3)):
        ways = {}
        for way in product(range(len(LABELS)), repeat=length):
            pairs = list(pairwise(way))
            allowed = allowed_first()[way[0]] and allowed_last()[way[-1]] and all(allowed_steps()[p] for p in pairs)
            if allowed:
                total = float(chain.begin[way[0]] + chain.end[way[-1]])
                total += sum(float(scores[row, i, label]) for i, label in enumerate(way))
                ways[way] = total + sum(float(chain.steps[p]) for p in pairs)
        best = max(ways, key=ways.get)
        truth = torch.tensor([[*best, *[0] * (4 - length)]])
        with torch.no_grad():
            loss = float(chain(scores[row : row + 1], there[row : row + 1], truth))
        assert loss == pytest.approx(np.logaddexp.reduce(list(ways.values())) - ways[best], abs=1e-3)
        weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
        told = Told(encoded=None, vectors=None, weights=weights)
        path = told._best_paths(scores[row : row + 1].numpy(), there[row : row + 1].numpy())
        assert path[0].tolist() == [*best, *[0] * (4 - length)]


def test_labels_of_sources_and_contents_are_whole_stretches():
    torch = pytest.importorskip("torch", reason="the dependency group encoder is not installed")
    from training.corpora import Attributed, prepare  # noqa: PLC0415
    from training.sayings import labels, near_cues  # noqa: PLC0415

    example = prepare("one", "said", make_document(body="“No,” the mayor of Ganja said. “Never.”"))
    words = ["“", "No", ",", "”", "the", "mayor", "of", "Ganja", "said", ".", "“", "Never", ".", "”"]
    assert len(example.words) == len(words)
    example.attributions = [Attributed(cue=[8], sources=[[4, 5, 6, 7]], contents=[[0, 1, 2, 3], [10, 11, 12, 13], [5]])]
    found = labels(example, near_cues(example))
    names = [LABELS[label] for label in found[0].tolist()]
    assert names[:4] == ["content first", "content inner", "content inner", "content last"]
    assert names[4:9] == ["source first", "source inner", "source inner", "source last", "none"]  # it has the words
    assert names[9:] == ["none", "content first", "content inner", "content inner", "content last"]
    assert torch.equal(found, labels(example, near_cues(example)))
