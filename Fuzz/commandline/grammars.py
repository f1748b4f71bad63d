"""What people write on a command line: losses, schedules, ranges and axes."""

LOSS_WORDS = """
sse mse kl bce ce nll l1 mae poisson gaussian other mse_loss kld recon KL MSE sum mean batchsum
batchmean sigma theta learned N M B F.mse_loss reduction torch.sum torch.mean logvar mu x.size len exp pow none dim
axis
""".split() + [".sum(1)", ".mean()", "[0]", "**2"] + [":sum", ":mean", ":sum,batchmean", "*", "/", "+", "-", "(", ")", "=", "1e-320", "1e300"]

SCHEDULE_WORDS = """
constant tanh linear monotonic warmup cyclical cyclic frange_cycle_linear frange_cycle_sigmoid
frange_cycle_cosine sigmoid logistic cosine exponential geometric staircase points nvae value rate gamma min max start stop
min_beta max_beta beta_min beta_max min_kl_weight max_kl_weight period ratio R ramp delay increment every steepness k midpoint
x0 duration n_cycle M n_epochs_kl_warmup n_steps_kl_warmup steps_per_epoch beta_rate kl_anneal_portion
kl_const_portion kl_const_coeff schedule beta training data model
""".split()

# The parameters of each schedule, those without which it means nothing first, and how many they are.
SCHEDULES = {
    "constant": (["value"], 1), "tanh": (["rate", "max"], 1), "linear": (["rate", "min", "max"], 1),
    "warmup": (["duration", "min", "max"], 1), "monotonic": (["duration"], 1),
    "cyclical": (["period", "ratio", "min", "max", "ramp", "delay"], 1),
    "frange_cycle_cosine": (["n_cycle", "ratio"], 1), "sigmoid": (["steepness", "midpoint", "max"], 2),
    "logistic": (["k", "x0"], 2), "cosine": (["duration", "min", "max"], 1),
    "exponential": (["rate", "max"], 1), "geometric": (["duration", "min", "max"], 2),
    "staircase": (["increment", "every", "start", "min", "max"], 3), "points": (["points"], 1),
    "nvae": (["kl_anneal_portion", "kl_const_portion", "kl_const_coeff"], 0),
}

AXES = """
beta eta rho rho.0 rho.1 lambda tau data.noise data.signals.0 training.beta training.weight_decay
training.rates.decoder model.latents
""".split()


def loss(dice):
    """A loss such as "mse:mean + 0.00025*kl:sum"."""
    def term(names):
        text = dice.word(names, 0.5) + dice.choice(["", "", ":sum", ":mean"])
        if dice.chance(0.5):
            text = f"{dice.real(1e-4, 100)}{dice.choice(['*', ' * '])}{text}"
        if dice.chance(0.2):
            text += f"{dice.choice('*/')}{dice.real(0.1, 10)}"
        return text
    terms = [term(["sse", "mse", "MSE"]), term(["kl", "KL"])]
    if dice.chance(0.1):
        terms.append(term(["sse", "mse", "kl"]))
    dice.shuffle(terms)
    return dice.text(dice.choice([" + ", "+"]).join(terms), LOSS_WORDS)


def schedule_value(dice, key):
    """The value of a parameter of a schedule."""
    if key in ("ratio", "max", "value") or key.startswith("kl_"):
        return dice.real(0.1, 1)
    if key == "min":
        return dice.real(0.001, 0.1)
    if key in ("period", "duration", "midpoint", "x0", "every", "start"):
        return dice.real(5, 200)
    if key == "ramp":
        return dice.word(["linear", "sigmoid", "cosine"])
    if key == "n_cycle":
        return dice.whole(1, 5)
    if key == "points":
        times = dice.ascending(dice.randint(1, 5), 0.1, 100)
        return [[time, dice.real(0.1, 1)] for time in times]
    return dice.real(0.001, 1)


def schedule_tree(dice):
    """A schedule as a mapping."""
    name = dice.choice(list(SCHEDULES))
    keys, required = SCHEDULES[name]
    given = keys[:required] + [key for key in keys[required:] if dice.chance(0.4)]
    return {"schedule": dice.word([name]), **{key: schedule_value(dice, key) for key in given}}


def schedule_text(dice):
    """A schedule as a number, a call or a mapping."""
    tree = schedule_tree(dice)
    name = tree.pop("schedule")
    arguments = [(key, str(value).replace("'", "")) for key, value in tree.items()]
    match dice.randrange(8):
        case 0:
            text = dice.real()
        case 1 | 2:
            text = "{" + ", ".join(f"{k}: {v}" for k, v in [("schedule", name), *arguments]) + "}"
        case 3 if len(arguments) == 1:
            text = f"{name}({arguments[0][1]})"
        case _:
            text = f"{name}(" + ", ".join(f"{k}={v}" for k, v in arguments) + ")"
    return dice.text(text, SCHEDULE_WORDS)


def interval(dice, low=0.01, high=3):
    """LO:HI."""
    return ":".join(dice.ascending(2, low, high))


def values(dice, low=0.01, high=3):
    """LO:HI:N or LO:HI:Nlog."""
    return f"{interval(dice, low, high)}:{dice.whole(2, 5)}{dice.word(['', 'log'], 0.2)}"


def axis(dice, over):
    """KEY=LO:HI or KEY=LO:HI:N."""
    key = dice.word(AXES if dice.chance(0.3) else ["beta", "eta"])
    return dice.text(f"{key}={over(dice)}", AXES)
