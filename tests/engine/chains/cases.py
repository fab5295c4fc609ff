from hypothesis import strategies as st

from chainfair.engine.chains import ChainGraph

# ore and resin to cells, a long flow from ore to the pack, and recycling back to salts
BATTERY = ChainGraph.of(6, [(0, 1), (1, 2), (2, 3), (3, 4), (5, 3), (0, 4)], [(4, 1)])


@st.composite
def chains(draw: st.DrawFn, most_links: int = 12, recycling: bool = True) -> ChainGraph:
    """A chain whose flows lead from smaller to larger numbers, with recycling the other way round."""
    links = draw(st.integers(1, most_links))
    pairs = [(source, target) for target in range(links) for source in range(target)]
    if not pairs:
        return ChainGraph.of(links, [])
    flows = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3 * links))
    back: list[tuple[int, int]] = []
    if recycling and flows:
        back = [
            (target, source)
            for source, target in draw(st.lists(st.sampled_from(flows), unique=True, max_size=3))
        ]
    return ChainGraph.of(links, flows, back)
