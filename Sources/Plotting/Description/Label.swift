/// A text with some mathematics in it: italics, subscripts, superscripts, Greek letters.
///
/// A string literal is plain text, whatever characters it contains; marked-up parts are
/// interpolated. So a file name such as `a_b{1}@home` needs no escaping, and a formula is visible as
/// one:
/// ```swift
/// let axis: Label = "generalisation error \(.symbol("ε", sub: "g"))"
/// let rate: Label = "\(.beta) / (1 + \(.eta))"
/// let file: Label = .plain(url.lastPathComponent)
/// ```
/// A line feed starts a new line; other control characters are drawn as spaces.
public struct Label: Sendable, Hashable {
  var runs: [Run]

  enum Run: Sendable, Hashable {
    case plain(String)
    case italic(Label)
    case bold(Label)
    case scripts(sub: Label?, sup: Label?)
  }

  /// Text drawn as it stands.
  public static func plain(_ text: some StringProtocol) -> Label {
    Label(runs: text.isEmpty ? [] : [.plain(String(text))])
  }

  /// Slanted text, the convention for variables.
  public static func italic(_ label: Label) -> Label { Label(runs: [.italic(label)]) }

  /// Bold text, the convention for vectors and for the letters of panels.
  public static func bold(_ label: Label) -> Label { Label(runs: [.bold(label)]) }

  /// A subscript to what precedes it.
  public static func sub(_ label: Label) -> Label { Label(runs: [.scripts(sub: label, sup: nil)]) }

  /// A superscript to what precedes it.
  public static func sup(_ label: Label) -> Label { Label(runs: [.scripts(sub: nil, sup: label)]) }

  /// A variable in italics with upright scripts, one above the other when both are given.
  public static func symbol(_ letter: String, sub: Label? = nil, sup: Label? = nil) -> Label {
    let base = Label.italic(.plain(letter))
    guard sub != nil || sup != nil else { return base }
    return base + Label(runs: [.scripts(sub: sub, sup: sup)])
  }

  /// A letter, slanted.
  public static let beta = symbol("β"), eta = symbol("η"), rho = symbol("ρ"), tau = symbol("τ")

  /// `10` to the power of `exponent`, with a true minus sign.
  public static func powerOfTen(_ exponent: Int) -> Label {
    .plain("10") + .sup(.plain(exponent < 0 ? "−\(-exponent)" : "\(exponent)"))
  }

  /// One label after another.
  public static func + (left: Label, right: Label) -> Label { Label(runs: left.runs + right.runs) }

  /// Whether there is nothing to draw.
  public var isEmpty: Bool { runs.isEmpty }
}

extension Label: ExpressibleByStringInterpolation {
  /// Collects the literal parts of a label as plain text and the interpolated labels as they are.
  public struct StringInterpolation: StringInterpolationProtocol {
    var label = Label(runs: [])

    /// An empty label to which the parts are added.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds a literal part as plain text.
    public mutating func appendLiteral(_ literal: String) { label = label + .plain(literal) }

    /// Adds a marked-up part.
    public mutating func appendInterpolation(_ part: Label) { label = label + part }

    /// Adds any other value as plain text.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      label = label + .plain(value.description)
    }
  }

  /// Plain text.
  public init(stringLiteral text: String) { self = .plain(text) }

  /// Text with marked-up parts.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.label }
}
