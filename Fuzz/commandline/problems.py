"""Problem files: sound ones of every kind, and then what spoils them."""

import json
import pathlib

from . import grammars

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "Examples").glob("*.yaml"))

WORDS = """
data signals noise overlap distribution model latents decoder training rates encoder variance
weight_decay batch beta initial decoder_norm encoder_norm m d Q E R D time end samples at simulation
dimension replicas seed method limit random direct log exact vector capacity free_bits control geco
gamma target width nats set kp ki explained average spectrum file groups samples_per_dimension
""".split() + grammars.SCHEDULE_WORDS


def rendered(dice, tree, indent=None):
    """A tree of mappings, lists and texts as YAML, in braces or on lines of its own."""
    if isinstance(tree, dict):
        items = [(key, value) for key, value in tree.items()]
        if indent is not None and items:
            lines = []
            for key, value in items:
                nested = isinstance(value, dict) and value and dice.chance(0.7)
                text = rendered(dice, value, indent + 2 if nested else None)
                lines.append(f"{' ' * indent}{key}:{chr(10) if nested else ' '}{text}")
            return "\n".join(lines)
        return "{" + ", ".join(f"{key}: {rendered(dice, value)}" for key, value in items) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(rendered(dice, value) for value in tree) + "]"
    return tree


def matrix(dice, rows, columns, low=0.001, high=0.1):
    return [[dice.real(low, high) for _ in range(columns)] for _ in range(rows)]


def diagonal(size, values, other="0"):
    return [[values[i] if i == j else other for j in range(size)] for i in range(size)]


def feedback(dice):
    """A β that follows the state of training."""
    reference = grammars.schedule_tree(dice) if dice.chance(0.2) else dice.real(0.3, 3)
    return dice.choice([
        {"schedule": "capacity", "gamma": dice.real(0.5, 20), "target": reference},
        {"schedule": "free_bits", "nats": dice.real(0.1, 1), "beta": reference},
        {"schedule": "control", "set": reference, "kp": dice.real(0.01, 1), "ki": dice.real(0.01, 0.1)},
        {"schedule": "geco", "explained": reference, "rate": dice.real(0.01, 0.1)},
    ])


def start(dice, latents, factors):
    """The state at the start, in one of three forms."""
    match dice.randrange(4):
        case 0:
            return "random"
        case 1:
            lengths = [[dice.real(0.3, 2) for _ in range(latents)] for _ in range(3)]
            return {
                "m": matrix(dice, latents, factors), "d": matrix(dice, latents, factors),
                "Q": diagonal(latents, lengths[0]), "E": diagonal(latents, lengths[1]),
                "R": diagonal(latents, ["0"] * latents), "D": lengths[2]}
        case _:
            overlap = dice.real(0.001, 0.3) if dice.chance(0.6) else matrix(dice, latents, factors)
            keys = ["decoder_norm", "encoder_norm", "variance"]
            return {"overlap": overlap, **{key: dice.real(0.3, 2) for key in keys}}


def tree(dice):
    """A problem of a few latents and factors, seldom of many, that takes a moment to solve."""
    latents, factors = min(dice.randint(1, 4), dice.randint(1, 4)), dice.choice([1, 1, 2, 3])
    if dice.chance(0.03):
        latents = dice.choice([20, 64, 200])
    data = {"signals": [dice.real() for _ in range(factors)], "noise": dice.real()}
    if dice.chance(0.15):
        data["overlap"] = diagonal(factors, ["1"] * factors, dice.real(0.01, 0.2))
    rates = dice.choice(["limit", dice.real(0.001, 0.1), {
        key: dice.real(0.001, 0.1) for key in ("decoder", "encoder", "variance")}])
    training = {"rates": rates, "beta": dice.real()}
    if dice.chance(0.3):
        training["beta"] = grammars.schedule_tree(dice) if dice.chance(0.6) else feedback(dice)
    if dice.chance(0.08):
        data["samples_per_dimension"] = dice.real(0.1, 10)
        training |= {"rates": "limit"} | ({"batch": "full"} if dice.chance(0.7) else {})
    optional = {
        "weight_decay": dice.real(0.001, 0.1), "batch": dice.whole(1, 8),
        "variance": dice.word(["direct", "log"])}
    training |= {key: value for key, value in optional.items() if dice.chance(0.2)}
    result = {"data": data, "model": {"latents": str(latents)}, "training": training}
    if dice.chance(0.95):
        result["initial"] = start(dice, latents, factors)
    if dice.chance(0.95):
        result["time"] = {"end": dice.real(1, 200), "samples": dice.whole(2, 9)}
        if dice.chance(0.15):
            result["time"] = {"at": dice.ascending(4, 1, 100)}
    if dice.chance(0.9):
        result["simulation"] = {
            "dimension": dice.whole(40, 90), "replicas": dice.whole(1, 3), "seed": dice.whole(0, 99),
            "method": dice.word(["exact", "vector"])}
    return result


def disturbed(dice, node, depth=0):
    """The tree with a key or an element left out, doubled, renamed or replaced here and there."""
    if isinstance(node, str):
        return dice.choice([[], {}, [node], {"a": node}]) if dice.spoils(0.1) else node
    if isinstance(node, list):
        items = [disturbed(dice, item, depth + 1) for item in node]
        if dice.spoils(0.2):
            items = dice.choice([items[1:], items + items[:1], items * 50, []])
        return items
    items = [(key, disturbed(dice, value, depth + 1)) for key, value in node.items()]
    if items and dice.spoils(0.2):
        at = dice.randrange(len(items))
        key, value = items[at]
        items[at:at + 1] = dice.choice([
            [], [(dice.choice(WORDS), value)], [(key, dice.choice(WORDS))],
            [(key, value), (dice.choice(WORDS), dice.real())]])
    return dict(items)


def example(dice):
    """One of the project's own files."""
    return dice.choice(EXAMPLES).read_text()


def bomb(dice):
    """A very long list, or lists of references to lists of references: long to walk through."""
    if dice.chance(0.2):
        return "data: {signals: [" + "0, " * dice.choice([2000, 100_000, 8_000_000]) + "1], noise: 1}\n"
    lines = ["a: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    depth = dice.choice([2, 5, 9, 30])
    for level in range(1, depth):
        lines.append(f"b{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    lines.append(f"data: {{signals: *a{depth - 1}, noise: 1}}")
    return "\n".join(dice.choice([lines, lines[-1:], [lines[0], lines[-1]]])) + "\n"


def problem(dice):
    """The bytes of a problem file."""
    if dice.spoils(0.1):
        return bomb(dice).encode()
    if dice.chance(0.1):
        text = example(dice)
    else:
        made = disturbed(dice, tree(dice))
        text = json.dumps(made) if dice.spoils(0.5) else rendered(dice, made, indent=0) + "\n"
    return dice.bytes(dice.text(text, WORDS).encode())
