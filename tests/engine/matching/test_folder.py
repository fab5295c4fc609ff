"""Plain CSV: what is read from it, and what is refused."""

from pathlib import Path

import pytest

from chainfair.engine.matching import CERTIFICATE, REGION, VOLUME
from chainfair.engine.matching.folder import judgements, problem_of, read_folder

from .plain import FILES, folder


def test_both_forms_of_a_folder_are_read_alike(tmp_path: Path) -> None:
    plain = folder(
        tmp_path / "plain",
        companies=None,
        organisations="organisation,industry\nA,电\nB,电\nC,化\nD,\n",
        offers="organisation,product\nA,电池包\nB,电芯\nC,隔膜\nD,动力电池包\n",
    )
    form = folder(tmp_path / "form", companies="code,industry_code\nD,\nA,710401\nB,710402\nC,220302\n")
    one, other = read_folder(form), read_folder(plain)
    assert (one.organisations, one.texts) == (other.organisations, other.texts)
    assert one.offers.text.tolist() == other.offers.text.tolist()
    assert one.industry.tolist() == other.industry.tolist() == [1, 1, 0, -1]


def test_codes_weights_groups_needs_and_vetoes_reach_the_problem(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        companies="organisation,group\nB,g\nA,\nC,g\nD,h\n",
        offers="organisation,product,product_code,weight\nA,电池包,8507.60,2\nB,,85,\n",
        needs="organisation,product\nC,电芯\n",
        vetoes="organisation,counterpart\nA,C\n",
    )
    problem = problem_of(read_folder(path))
    assert problem.offers.code.tolist() == [850760, 850000]
    assert problem.offers.weight.tolist() == [2.0, 1.0]
    assert problem.offers.text.tolist()[1] == -1
    assert problem.group is not None
    assert problem.group.tolist() == [-1, 0, 0, 1]
    assert problem.needs.organisation.tolist() == [2]
    assert problem.vetoed.tolist() == [[0, 2]]


def test_what_needs_ask_beside_goods_is_held_against_what_is_stated(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        companies="organisation,country,city\nA,cn,无锡\nB,DE,Berlin\nC,CN,\nD,,\n",
        offers="organisation,product,certificates,quantity\n"
        "A,电芯,ISO 9001;CE,900 t/a\nB,电芯,ISO9001:2015,\nC,电芯,,\n",
        needs="organisation,product,region,certificates,quantity\nD,电芯,华东,CE、ISO 9001,年产1000吨\nD,隔膜,,,\n",
    )
    told = problem_of(read_folder(path)).conditions
    assert told.kind.tolist() == [REGION, CERTIFICATE, VOLUME]
    assert (told.row.tolist(), told.share.tolist()) == ([0, 0, 0], [0.5, 0.5, 0.5])
    missed = [told.missed[at, told.answer[at]].round(2).tolist() for at in range(3)]
    assert missed == [
        [0.0, 1.0, 0.5, 0.5],
        [0.0, 0.5, 0.5, 0.5],
        pytest.approx([0.1, 0.5, 0.5, 0.5]),
    ]


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    turned = {}
    for name, text in FILES.items():
        header, *rows = text.splitlines()
        turned[name.removesuffix(".csv")] = "\n".join([header, *reversed(rows)]) + "\n"
    one, other = read_folder(folder(tmp_path / "one")), read_folder(folder(tmp_path / "other", **turned))
    assert (one.organisations, one.texts) == (other.organisations, other.texts)
    assert (one.edges.tolist(), one.industry.tolist()) == (other.edges.tolist(), other.industry.tolist())


def test_judgements_are_read_by_place(tmp_path: Path) -> None:
    path = folder(tmp_path)
    known = judgements(path, read_folder(path))
    assert known.relevant == {0: frozenset({1})}
    assert known.edges == (("电池包", "电芯"),)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"offers": None}, "there is no such file"),
        ({"companies": None}, "organisations.csv (or companies.csv)"),
        ({"offers": ""}, "offers.csv, row 1: there is no header; allowed is one with organisation or code."),
        (
            {"offers": "code,product\n"},
            "offers.csv, row 2: nobody offers anything; allowed is at least one row.",
        ),
        (
            {"offers": "firm,product\nA,x\n"},
            "offers.csv, row 1: no column organisation or code; the header has firm, product.",
        ),
        (
            {"offers": "code,product\nA,x\nX,y\n"},
            "offers.csv, row 3, column organisation: “X”; allowed is an organisation of the organisations' file.",
        ),
        (
            {"offers": "code,product\nA,\n"},
            "offers.csv, row 2, column product: “”; allowed is any text but an empty one.",
        ),
        (
            {"offers": "code,product\nA,x,y\n"},
            "offers.csv, row 2: 3 cells; allowed are 2, as the header has.",
        ),
        ({"offers": 'code,product\nA,"x"y\n'}, "offers.csv, row 2: not CSV"),
        (
            {"offers": "code,product,product_code\nA,x,850\n"},
            "offers.csv, row 2, column product_code: “850”; allowed is 2, 4 or 6 digits",
        ),
        (
            {"needs": "code,product,weight\nA,x,-1\n"},
            "needs.csv, row 2, column weight: “-1”; allowed is a number from 0.000001 to 1000000",
        ),
        ({"needs": "code,product,weight\nA,x,1e-46\n"}, "needs.csv, row 2, column weight: “1e-46”"),
        ({"needs": "code,product,weight\nA,x,nan\n"}, "needs.csv, row 2, column weight: “nan”"),
        ({"needs": "code,product,weight\nA,x,viel\n"}, "needs.csv, row 2, column weight: “viel”"),
        (
            {"needs": "code,product,quantity\nA,x,10.000 t\n"},
            "needs.csv, row 2, column quantity: “10.000 t”; allowed is 10,000 for thousands, 10 for a decimal number.",
        ),
        (
            {"companies": "code\nA\nB\nA\n"},
            "companies.csv, row 4, column organisation: “A”; allowed is each organisation once, and row 2 has it.",
        ),
        ({"upstream_edges": "product,upstream_material\nx,\n"}, "row 2, column upstream_material: “”"),
        ({"vetoes": "organisation,counterpart\nA,A\n"}, "vetoes.csv, row 2, column counterpart: “A”"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_row_column_and_what_is_allowed(
    changed: dict[str, str | None], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$") as refused:
        read_folder(folder(tmp_path, **changed))
    assert sentence in str(refused.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path)
    path.joinpath("offers.csv").write_bytes("code,product\nA,电池包\n".encode("gb18030"))
    with pytest.raises(ValueError, match=r"offers\.csv, after row 0: not text in UTF-8"):
        read_folder(path)


def test_a_folder_without_judgements_cannot_be_evaluated(tmp_path: Path) -> None:
    path = folder(tmp_path, t_qrels=None)
    with pytest.raises(
        ValueError, match=r"nothing is known to be right; allowed is at least one \*_qrels\.csv"
    ):
        judgements(path, read_folder(path))


def test_judgements_name_organisations_of_the_folder(tmp_path: Path) -> None:
    path = folder(tmp_path, t_qrels="buyer,supplier\nA,Z\n")
    with pytest.raises(ValueError, match=r"t_qrels\.csv, row 2, column supplier: “Z”"):
        judgements(path, read_folder(path))
