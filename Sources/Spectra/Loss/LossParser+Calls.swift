import LinearVAE
import MessageText
import RealModule

/// Functions and methods of frameworks.
extension LossParser {
  /// A function of its first argument, or a method of what stands before it.
  mutating func call(
    _ name: String, of owner: LossValue?, _ token: LossToken
  ) throws(LossConventionError) -> LossValue {
    let start = next
    let arguments = try arguments()
    let positional = arguments.filter { $0.key == nil }
    let written = tokens[start..<next].map(\.text).joined()
    // What is no function of arrays stays a name.
    func opaque() -> LossValue {
      .array(LossArray(polynomial: LossPolynomial(.name(token.text + written)), origin: token))
    }
    func operand() throws(LossConventionError) -> LossValue {
      if let owner { return owner }
      guard let first = positional.first else { throw unreadable(token) }
      return try value(of: first, token)
    }
    let rest = owner == nil ? positional.dropFirst() : positional[...]
    if let size = size(of: token.text + written) { return .number(size) }
    switch name {
    case "sum", "reduce_sum", "nansum", "mean", "reduce_mean", "nanmean":
      let axis = arguments.first { ["dim", "axis", "axes"].contains($0.key) } ?? rest.first
      return .terms(
        try reduced(operand(), isMean: name.hasSuffix("mean"), over: axis, token))
    case "exp", "square", "abs", "absolute", "log", "log_prob":
      return try apply(name, to: operand(), token)
    case "pow", "power":
      guard let exponent = rest.first else { throw unreadable(token) }
      return try raise(operand(), to: value(of: exponent, token), token.column)
    case "view", "reshape", "flatten", "detach", "float", "double", "squeeze", "unsqueeze", "to",
      "cuda",
      "cpu", "clone", "contiguous", "item", "cast":
      return try operand()
    default:
      if case .terms? = owner { throw unreadable(token) }
      return opaque()
    }
  }

  private func value(
    of argument: Argument, _ token: LossToken
  ) throws(LossConventionError) -> LossValue {
    var parser = self
    parser.next = argument.tokens.startIndex
    let value = try parser.sum()
    guard parser.next == argument.tokens.endIndex else { throw unreadable(token) }
    return value
  }

  /// A function of each element.
  private func apply(
    _ name: String, to value: LossValue, _ token: LossToken
  ) throws(LossConventionError) -> LossValue {
    switch (name, value) {
    case ("square", _): return try raise(value, to: .number(SizedNumber(2)), token.column)
    case ("log", .terms(let terms)) where terms.count == 1 && terms[0].measure == .squaredError:
      // Factors and numbers of elements change it by a constant.
      return .terms([
        WrittenTerm(
          .logMeanSquare, text: token.text, column: token.column, isMean: true, inner: .done,
          batch: .done)
      ])
    case ("log_prob", .terms(var terms))
    where terms.count == 1 && terms[0].measure.kind == .reconstruction:
      // One for each coordinate of each sample, and to be maximised.
      (terms[0].inner, terms[0].batch) = (.open, .open)
      return LossValue.terms(terms).scaled(by: SizedNumber(-1))
    case (_, .array(var array)):
      let (scale, polynomial) = (array.scale, array.polynomial)
      guard scale.powers.allSatisfy({ $0 == 0 }) else { throw unreadable(token) }
      let argument = polynomial.scaled(by: scale.value)
      let function: LossPolynomial?
      switch name {
      case "exp": function = argument.exponential
      case "log": function = argument.logarithm
      case "log_prob": throw unknown(array.origin)
      default: function = argument.absolute
      }
      guard let function else { throw unreadable(token) }
      array.polynomial = function
      array.scale = SizedNumber(1)
      return .array(array)
    case (_, .number(let number)):
      guard let x = number.resolved(sizes) else {
        throw LossConvention.missing(number.missing(sizes), in: text, column: token.column)
      }
      return .number(SizedNumber(name == "exp" ? .exp(x) : name == "log" ? .log(x) : abs(x)))
    default: throw unreadable(token)
    }
  }

  /// A sum or mean over axes, of arrays that make a known measure or of terms.
  private func reduced(
    _ value: LossValue, isMean: Bool, over axis: Argument?, _ token: LossToken
  ) throws(LossConventionError) -> [WrittenTerm] {
    guard let axes = axis.map({ LossAxes($0.word) }) ?? .all else {
      throw LossConventionError(
        text, column: axis?.column ?? token.column,
        "axes \(axis?.word.shown() ?? "") cannot be read: 0 is that of the batch, 1, (1, 2) or (1, 2, 3) "
          + "are those of one sample; or write :sum or :mean behind the term")
    }
    var terms: [WrittenTerm]
    switch value {
    case .number: throw unreadable(token, isMean: isMean)
    case .terms(let written): terms = written
    case .array(let array):
      guard let (measure, factor) = array.polynomial.measure else {
        throw unreadable(token, isMean: isMean)
      }
      var term = WrittenTerm(
        measure, text: token.text, column: token.column, isMean: false, inner: .open, batch: .open)
      let scale = array.scale * SizedNumber(factor)
      (term.factor, term.weight) = (scale, scale)
      terms = [term]
    }
    for index in terms.indices {
      if let reason = terms[index].reduce(isMean: isMean, over: axes) {
        throw LossConventionError(text, column: token.column, reason)
      }
    }
    return terms
  }
}
