"""A made-up folder of plain CSV: four firms, what goes into what, and who is known to be right."""

from pathlib import Path

FILES = {
    "companies.csv": "code,short_name,industry_code\nA,甲,480301\nB,乙,220302\nC,丙,710402\nD,丁,640101\n",
    "offers.csv": "code,product,revenue_share\nA,电池包,0.5\nB,电芯,1\nC,隔膜,0.2\nD,动力电池包,\n",
    "upstream_edges.csv": "product,upstream_material\n储能电池包,电芯\n电芯,隔膜\n",
    "t_qrels.csv": "buyer,supplier\nA,B\n",
    "t_product_edges.csv": "product,upstream_material\n电池包,电芯\n",
}


def folder(path: Path, **changed: str | None) -> Path:
    """Write the files; `offers="…"` puts other contents into offers.csv, None leaves a file away."""
    path.mkdir(parents=True, exist_ok=True)
    contents = FILES | {f"{name}.csv": text for name, text in changed.items()}
    for name, text in contents.items():
        if text is not None:
            path.joinpath(name).write_text(text, encoding="utf-8")
    return path
