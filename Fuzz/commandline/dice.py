"""The random choices of one case, and the ways to spoil what it made."""

import random
import re

# Texts that are numbers, nearly are, or overflow something.
EXTREMES = """
0 -0 -1 1e-5 1e-155 1e-160 1e-308 5e-324 1e-400 1e16 1e18 1e100 1e155 1e300 1.7976931348623157e308
1e309 1e999999999 nan NaN inf -inf .inf .nan Infinity 127 128 255 256 32768 65535 65536 2147483647
2147483648 4294967295 4294967296 9007199254740993 9223372036854775807 9223372036854775808
18446744073709551615 18446744073709551616 -9223372036854775808 0.1e 1e 1e+ . - + 0x10 0x1p-3 1_000
1,5 1. .5 00012 1e05 ١٢ ½ true null ~ None NA ''
""".split() + ["", " ", "1 2", "1;2", "9" * 400, "0." + "0" * 400 + "1"]

# Characters that end a text, move a cursor, change a direction or take several bytes.
CHARACTERS = [
    "\0", "\a", "\b", "\t", "\n", "\r", "\r\n", "\x1b[2J", "\x1b]0;x\a", "\x7f", "\x85", "\x9b2J",
    "\u2028", "\ufeff", "\u202e", "\u0301", "é", "β", "😀", "\U000e0001", "'", '"', "\\", "%s%n", "`",
    "$(x)", "#", "&a ", "*a", "!!binary ", "? ", "- ", ": ", "| ", "<<: ", "---\n", "...\n", "{", "}",
    "[", "]", "(", ")", ",", ";", ":", "=", "+", "-", "*", "/",
]

TOKEN = re.compile(r"[+-]?\d[\d.]*(?:[eE][+-]?\d+)?|\w+|\s+|.", re.DOTALL)
NUMBER = re.compile(r"[+-]?\d")


class Dice(random.Random):
    """A seeded source of choices; `spoil` is how often a value is not an ordinary one."""

    def __init__(self, seed):
        super().__init__(seed)
        # Many cases are sound throughout: only those reach what lies behind the checks.
        self.spoil = self.choice([0, 0, 0, 0.03, 0.2])

    def chance(self, probability):
        return self.random() < probability

    def spoils(self, share=1.0):
        """Whether this place is to be spoilt."""
        return self.chance(self.spoil * share)

    def real(self, low=0.05, high=3.0):
        """The text of a positive number between two others, evenly in its logarithm."""
        if self.spoils():
            return self.choice(EXTREMES)
        return f"{low * (high / low) ** self.random():.3g}"

    def whole(self, low=1, high=6):
        """The text of a whole number, small ones more often."""
        if self.spoils():
            return self.choice(EXTREMES)
        return str(min(self.randint(low, high), self.randint(low, high)))

    def ascending(self, count, low, high):
        """The texts of so many numbers between two others, each above the one before."""
        step = (high / low) ** (1 / count)
        return [self.real(low * step ** i, low * step ** (i + 0.9)) for i in range(count)]

    def word(self, words, share=1.0):
        """One of the words."""
        return self.spoilt(self.choice(words)) if self.spoils(share) else self.choice(words)

    def text(self, text, words=()):
        """The text as it is, or spoilt up to three times."""
        while self.spoils(2) and len(text) < 1_000_000:
            text = self.spoilt(text, words)
        return text

    def spoilt(self, text, words=()):
        """The text with one change."""
        tokens = TOKEN.findall(text)
        if not tokens:
            return self.choice(CHARACTERS + EXTREMES)
        at, other = self.randrange(len(tokens)), self.randrange(len(tokens))
        numbers = [i for i, token in enumerate(tokens) if NUMBER.match(token)]
        match self.randrange(9):
            case 0 | 1 if numbers:
                tokens[self.choice(numbers)] = self.choice(EXTREMES)
            case 2:
                del tokens[at:at + self.choice([1, 1, 2, 10])]
            case 3:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 4:
                tokens.insert(at, self.choice(CHARACTERS))
            case 5 if words:
                tokens[at] = self.choice(words)
            case 6:
                del tokens[at:]
            case 7:
                low, high = sorted((at, other))
                copies = self.choice([1, 1, 2, 10, 1000, 100_000])
                tokens[at:at] = tokens[low:high + 1] * min(copies, 1_000_000 // (high + 1 - low))
            case _:
                tokens[at] = self.choice("[{(") * self.choice([1, 1, 100, 20_000]) + tokens[at]
        return "".join(tokens)[:2_000_000]

    def bytes(self, data):
        """The bytes as they are, or with some of them changed, cut off or doubled."""
        data = bytearray(data)
        while data and self.spoils(2):
            at = self.randrange(len(data))
            match self.randrange(5):
                case 0:
                    data[at] ^= 1 << self.randrange(8)
                case 1:
                    data[at:at + 1] = self.randbytes(self.choice([1, 2, 4, 8]))
                case 2:
                    del data[at:]
                case 3:
                    del data[at:at + self.choice([1, 4, 16])]
                case _:
                    data[at:at + 4] = self.choice([b"\0" * 4, b"\xff" * 4, b"\x00\x00\x00\x80"])
        return bytes(data)
