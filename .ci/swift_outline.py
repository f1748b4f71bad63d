"""What Swift sources declare, as far as it can be told without compiling them."""

import re

OPENING = re.compile(r'(?P<comment>//)|(?P<block>/\*)|(?P<string>#*"(?:"")?)')
DECLARATION = re.compile(
    r"\b(?P<kind>struct|class|enum|actor|protocol|extension|typealias|associatedtype|func|var|let|case|init)\b"
    r"[ ]*(?P<name>`?[\w.]+`?)?")
TOKEN = re.compile(DECLARATION.pattern + r"|[{}]|@Test\b")
TYPES = {"struct", "class", "enum", "actor", "protocol", "extension"}


def _end_of_string(source, start, opening):
    """The position after a string literal that opens at `start`."""
    hashes = opening.count("#")
    quotes = opening.lstrip("#")
    # Two quotes are an empty string unless a third makes it one of many lines.
    if quotes == '""':
        return start + len(opening) + hashes
    position = start + len(opening)
    closing, escape = quotes + "#" * hashes, "\\" + "#" * hashes
    while position < len(source):
        if source.startswith(closing, position):
            return position + len(closing)
        if source.startswith(escape + "(", position):
            position = _end_of_interpolation(source, position + len(escape) + 1)
        elif source.startswith(escape, position):
            position += len(escape) + 1
        else:
            position += 1
    return position


def _end_of_interpolation(source, position):
    """The position after the parenthesis that closes an interpolation."""
    depth = 1
    while depth and position < len(source):
        if match := re.compile(r'#*"(?:"")?').match(source, position):
            position = _end_of_string(source, position, match[0])
            continue
        depth += {"(": 1, ")": -1}.get(source[position], 0)
        position += 1
    return position


def _parts(source):
    """The comments and string literals: kind, start and end."""
    position = 0
    while match := OPENING.search(source, position):
        start = match.start()
        if match["comment"]:
            end = source.find("\n", start)
            end = len(source) if end < 0 else end
        elif match["block"]:
            end = source.find("*/", start) + 2
        else:
            end = _end_of_string(source, start, match["string"])
        yield match.lastgroup, start, end
        position = end


def comments_and_strings(source):
    """The comments, neighbouring lines joined, and the string literals, each with its first line."""
    comments, strings, last = [], [], -2
    for kind, start, end in _parts(source):
        line, text = source.count("\n", 0, start) + 1, source[start:end]
        if kind == "string":
            strings.append((line, text))
        elif kind == "comment" and last == line - 1:
            comments[-1][1] += "\n" + text
            last = line
        else:
            comments.append([line, text])
            last = line if kind == "comment" else -2
    return comments, strings


def _code(source):
    """The source with comments and string literals blanked."""
    pieces, position = [], 0
    for _, start, end in _parts(source):
        pieces += [source[position:start], re.sub(r"[^\n]", " ", source[start:end])]
        position = end
    return "".join(pieces) + source[position:]


def _labels(code, position):
    """The labels of the parameters of a function whose name ends at `position`, as `a:b:`."""
    # Generic parameters stand between name and parameters.
    opening = code.find("(", position)
    if opening < 0:
        return ""
    depth, labels, start = 0, "", opening + 1
    for position in range(opening, len(code)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(code[position], 0)
        if depth == 0 or (depth == 1 and code[position] == ","):
            if match := re.match(r"\s*(?:@\w+\s+)*(\w+)[^:]*:", code[start:position]):
                labels += match[1] + ":"
            start = position + 1
        if depth == 0:
            break
    return labels


class Outline:
    """The declarations of a set of Swift files."""

    def __init__(self, sources, root):
        """Reads `sources`, texts by path, below `root`."""
        self.sources = sources
        self.names = set()
        self.tests = set()
        for path, source in sources.items():
            file = str(path.relative_to(root))
            names, tests = _Reader(_code(source)).read()
            if file.startswith("Sources/"):
                self.names |= names | {file}
            elif tests:
                self.tests |= tests | {path.name}

    def declares(self, name):
        """Whether the sources declare `Type`, `Type.member`, `Type.member(label:)`, or are this file."""
        return name in self.names

    def has_test(self, name):
        """Whether `Suite`, or `File.swift`, has a test in it, or is a test, `Suite.function(label:)`."""
        return name in self.tests


class _Reader:
    """Goes once through the code of a file."""

    def __init__(self, code):
        self.code = code
        self.names, self.tests = set(), set()
        # What each open brace belongs to: the path of a type, or None for a body in which nothing is
        # declared that others can name.
        self.scopes = []
        self.pending = None
        self.after_test = False

    def read(self):
        """The names that the file declares, with those of the types around them, and of its tests."""
        for match in TOKEN.finditer(self.code):
            if match[0] == "{":
                self.scopes.append(self.pending)
                self.pending = None
            elif match[0] == "}":
                self.scopes[-1:] = []
            elif match[0] == "@Test":
                self.after_test = True
            # `.init`, `.let` and the like declare nothing.
            elif self.code[match.start() - 1:match.start()] not in (".", "`"):
                self._declare(match)
        return self.names, self.tests

    def _declare(self, match):
        kind, name = match["kind"], (match["name"] or "").strip("`")
        if None in self.scopes:
            return
        prefix = self.scopes[-1] + "." if self.scopes else ""
        if kind in TYPES:
            # `class func` and `class var` declare members.
            if name in ("func", "var"):
                return
            self.pending = prefix + name
            if kind != "extension":
                self.names.add(self.pending)
        elif kind in ("func", "init"):
            self.pending = None
            base, end = (name, match.end()) if kind == "func" else (kind, match.end("kind"))
            function = prefix + base + "(" + _labels(self.code, end) + ")"
            self.names.update({function, prefix + base})
            if self.after_test:
                self.tests.update({function, prefix.rstrip(".")} - {""})
                self.after_test = False
        elif name:
            self.pending = None
            self.names.add(prefix + name)
