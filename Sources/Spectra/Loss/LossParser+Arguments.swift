import LinearVAE
import MessageText
import NumericKit

/// Calls: `gaussian(sigma=0.05)`, `F.mse_loss(y, x, reduction='sum')`.
extension LossParser {
  /// An argument of a call: its key if it has one, and its tokens.
  struct Argument {
    var key: String?
    var tokens: ArraySlice<LossToken>
    var word: String { tokens.map(\.text).joined() }
    var column: Int { tokens.first?.column ?? 1 }
  }

  /// The arguments of a call, split at its commas.
  mutating func arguments() throws(LossConventionError) -> [Argument] {
    next += 1
    var (start, open, arguments) = (next, 1, [Argument]())
    func argument(_ end: Int) -> [Argument] {
      guard start < end else { return [] }
      let isKeyed = start + 1 < end && tokens[start + 1].text == "="
      return [
        Argument(
          key: isKeyed ? tokens[start].text : nil,
          tokens: tokens[(isKeyed ? start + 2 : start)..<end])
      ]
    }
    while open > 0 {
      guard let token = peek else { throw unexpected("\")\"") }
      if "([".contains(token.text) { open += 1 }
      if ")]".contains(token.text) { open -= 1 }
      if open == 0 || (open == 1 && token.text == ",") {
        arguments += argument(next)
        start = next + 1
      }
      next += 1
    }
    return arguments
  }

  /// A measure with its arguments, `gaussian(sigma=0.05)` or `F.mse_loss(a, b, reduction='sum')`.
  func apply(
    _ arguments: [Argument], to name: LossName, _ token: LossToken
  ) throws(LossConventionError) -> WrittenTerm {
    var (measure, reduction) = (name.measure, name.reductionOfCall(token.text, arguments))
    for argument in arguments {
      guard let key = argument.key else { continue }
      switch (key, measure) {
      case ("reduction", _): reduction = try self.reduction(argument)
      case ("sigma", .likelihood(.gaussian)):
        switch argument.word {
        case "learned": measure = .likelihood(.gaussianLearned)
        case "learned-per-column", "learned_per_column":
          measure = .likelihood(.gaussianLearnedPerColumn)
        default:
          let sigma = try positive("sigma", argument)
          measure = .likelihood(.gaussian(variance: sigma * sigma))
        }
      case ("theta", .likelihood(.negativeBinomial)),
        ("dispersion", .likelihood(.negativeBinomial)):
        measure = .likelihood(.negativeBinomial(dispersion: try positive(key, argument)))
      case ("draws", .likelihood(.multinomial)):
        measure = .likelihood(.multinomial(draws: try positive(key, argument)))
      case ("scale", .likelihood(.gaussian)):
        // A number is σ; what is learned has to be said.
        if let sigma = try? positive(key, argument) {
          measure = .likelihood(.gaussian(variance: sigma * sigma))
        }
      case ("logits", .likelihood), ("probs", .likelihood), ("rate", .likelihood),
        ("loc", .likelihood):
        continue
      case ("floor", .kl), ("min_variance", .kl):
        throw LossConventionError(
          text, column: argument.column,
          "a variance of the encoder that is bounded below by 1 has no term of its own: write kl, whose "
            + "threshold is the same; a latent above it then has KL ½(√(λ/L) − 1), not ½ ln(λ/L)")
      case ("sampling", .kl(let factor, _)):
        measure = .kl(factor: factor, sampling: try positive(key, argument))
      case ("weight", _), ("pos_weight", _):
        throw LossConventionError(
          text, column: argument.column,
          "\(token.text.shown()) with weights of its own for each coordinate cannot be converted")
      default:
        guard token.text.contains("."), !["size_average", "reduce"].contains(key) else {
          let known = name.arguments.sorted() + ["reduction"]
          throw LossConventionError(
            text, column: argument.column,
            "\(token.text.shown()) takes \(known.joined(separator: ", ")), not \(key.shown())")
        }
      }
    }
    // Several are those of a function, kl_loss(mu, logvar).
    let positional = arguments.filter { $0.key == nil }
    if !name.arguments.isEmpty, !token.text.contains("."), positional.count == 1 {
      let extra = positional[0]
      throw LossConventionError(
        text, column: extra.column,
        "\(token.text.shown()) takes \(name.arguments.sorted().joined(separator: ", ")) by name")
    }
    if case .likelihood(.gaussian(let variance)) = measure, variance.isNaN, arguments.count > 1,
      token.text.hasSuffix("Normal"), arguments[1].key == nil,
      let sigma = try? positive("scale", arguments[1])
    {
      measure = .likelihood(.gaussian(variance: sigma * sigma))
    }
    var term = WrittenTerm(
      measure, text: token.text, column: token.column, isMean: reduction.isMean,
      inner: reduction.inner, batch: reduction.batch)
    if reduction.isBatchSum { term.weight.powers[2] += 1 }
    return term
  }

  /// What an argument `reduction` says; over everything, coordinates and batch.
  private func reduction(_ argument: Argument) throws(LossConventionError) -> LossName.Reduction {
    let word = argument.word.trimmingQuotes.split(separator: ".").last?.lowercased()
    switch word {
    case "sum": return .init(inner: .done, batch: .done, isBatchSum: true)
    case "mean", "batchmean", "sum_over_batch_size":
      return .init(isMean: word != "batchmean", inner: .done, batch: .done)
    case "none": return .init(inner: .open, batch: .open)
    default:
      throw LossConventionError(
        text, column: argument.column,
        "reduction is sum, mean or none, not \(argument.word.shown()): write the term as it is reduced "
          + "in the end, as sse or mse")
    }
  }

  private func positive(
    _ key: String, _ argument: Argument
  ) throws(LossConventionError) -> Double {
    var parser = self
    parser.next = argument.tokens.startIndex
    guard case .number(let number) = try parser.sum(), parser.next == argument.tokens.endIndex,
      let value = number.resolved(sizes), value > 0, value.isFinite
    else {
      throw LossConventionError(
        text, column: argument.column,
        "\(key) = \(argument.word.shown()), it must be a finite number > 0")
    }
    return value
  }

  func checkComplete(
    _ measure: LossMeasure, _ token: LossToken
  ) throws(LossConventionError) {
    if case .likelihood(.negativeBinomial(let dispersion)) = measure, dispersion.isNaN {
      throw LossConventionError(
        text, column: token.column, "\(token.text.shown()) needs its dispersion: nb(theta=2)")
    }
    if case .likelihood(.gaussian(let variance)) = measure, variance.isNaN {
      throw LossConventionError(
        text, column: token.column,
        "\(token.text.shown()) needs its σ: gaussian(sigma=0.1), gaussian(sigma=learned) or "
          + "gaussian(sigma=learned-per-column)")
    }
  }
}

extension String {
  fileprivate var trimmingQuotes: String { filter { $0 != "'" && $0 != "\"" } }
}
