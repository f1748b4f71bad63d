import Foundation
import LinearVAE

/// Names, and what stands behind a value.
extension LossParser {
  /// A number, a term, or an array of the script.
  mutating func named(_ token: LossToken) throws(LossConventionError) -> LossValue {
    if token.text.lowercased() == "other" { return .terms([try other(token)]) }
    guard peek?.text == "(" else { return try bare(token) }
    if let name = LossName(token.text) {
      var term = try apply(try arguments(), to: name, token)
      try checkComplete(term.measure, token)
      // The call of a class, nn.MSELoss()(y, x), whose arguments say no more.
      if peek?.text == "(" { _ = try arguments() }
      if case .logMeanSquare = term.measure { (term.inner, term.batch) = (.done, .done) }
      return .terms([term])
    }
    guard LossName.refusal(of: token.text) == nil else { throw unknown(token) }
    let parts = token.text.split(separator: ".").map(String.init)
    guard parts.count > 1, !Self.modules.contains(parts[0]) else {
      return try call(parts.last ?? "", of: nil, token)
    }
    // A method of an array or a term: kl.mean(), mu.pow(2).
    let owner = LossToken(
      kind: .name, text: parts.dropLast().joined(separator: "."), column: token.column)
    return try call(parts.last ?? "", of: try bare(owner), token)
  }

  /// What the functions of frameworks are called with; before other names a dot is that of a method.
  private static let modules: Set = [
    "torch", "F", "nn", "tf", "tensorflow", "K", "keras", "np", "numpy", "jnp", "jax", "ops",
    "math",
    "optax", "functional", "backend",
  ]

  private func bare(_ token: LossToken) throws(LossConventionError) -> LossValue {
    if let value = values[token.text] ?? (token.text == "β" ? values["beta"] : nil) {
      return .number(SizedNumber(value))
    }
    if let symbol = SizedNumber.symbol(named: token.text) {
      return .number(SizedNumber(symbol: symbol))
    }
    guard let name = LossName(token.text) else {
      return .array(LossArray(polynomial: LossPolynomial(.name(token.text)), origin: token))
    }
    try checkComplete(name.measure, token)
    let isLog = if case .logMeanSquare = name.measure { true } else { false }
    return .terms([
      WrittenTerm(
        name.measure, text: token.text, column: token.column, isMean: name.isMean,
        inner: isLog ? .done : .unsaid, batch: isLog ? .done : .open)
    ])
  }

  /// Methods, indices and reductions behind a value.
  mutating func suffixed(
    _ value: LossValue, from start: Int
  ) throws(LossConventionError) -> LossValue {
    var value = value
    while let token = peek {
      if token.kind == .member, next + 1 < tokens.count, tokens[next + 1].text == "(" {
        next += 1
        value = try call(String(token.text.dropFirst()), of: value, token)
      } else if token.text == "[" || token.kind == .member {
        guard case .array(var array) = value else { break }
        if token.kind == .member { next += 1 } else { _ = try arguments() }
        let written = tokens[start..<next].map(\.text).joined()
        if let size = size(of: written) {
          value = .number(size)
        } else {
          array.polynomial = LossPolynomial(.name(written))
          value = .array(array)
        }
      } else if token.text == ":", case .terms(var terms) = value, terms.count == 1 {
        if case .logMeanSquare = terms[0].measure {
          throw error(
            "log_mse is the logarithm of one mean over everything: it takes no reductions")
        }
        next += 1
        let (isMean, isBatchSum) = try reductions()
        terms[0].setReductions(isMean: isMean, isBatchSum: isBatchSum)
        value = .terms(terms)
      } else {
        break
      }
    }
    return value
  }

  /// The number of samples or latents in `x.size(0)`, `mu.shape[1]` or `len(x)`.
  ///
  /// - Returns: `nil` for an axis 1 of data, which in images are its channels, and for the length of a
  ///   data set.
  func size(of text: String) -> SizedNumber? {
    if text.hasPrefix("len(") {
      let isWhole = ["dataset", "loader"].contains(where: text.contains)
      return isWhole ? nil : SizedNumber(symbol: 2)
    }
    for shape in [".size(", ".shape[", ".size()["] {
      guard let range = text.range(of: shape) else { continue }
      let owner = text[..<range.lowerBound].split(separator: ".").last ?? ""
      let isOfCode = ["mu", "mean", "z", "logvar", "log_var", "latent"].contains(
        where: owner.hasPrefix)
      switch text[range.upperBound...].dropLast() {
      case "0": return SizedNumber(symbol: 2)
      case "1" where isOfCode, "-1" where isOfCode: return SizedNumber(symbol: 1)
      default: continue
      }
    }
    return nil
  }

  /// `sum`, `mean`, `batchsum` and `batchmean` after a colon.
  private mutating func reductions()
    throws(LossConventionError) -> (isMean: Bool?, isBatchSum: Bool?)
  {
    var (isMean, isBatchSum): (Bool?, Bool?)
    var seen: Set<Bool> = []
    repeat {
      let word = peek?.text.lowercased() ?? ""
      guard seen.insert(word.hasPrefix("batch")).inserted else {
        throw error(
          "a second reduction of the same: one of sum, mean and one of batchsum, batchmean")
      }
      switch word {
      case "sum": isMean = false
      case "mean": isMean = true
      case "batchsum": isBatchSum = true
      case "batchmean": isBatchSum = false
      default: throw unexpected("sum, mean, batchsum or batchmean")
      }
      next += 1
    } while take(",")
    return (isMean, isBatchSum)
  }

  private mutating func other(_ token: LossToken) throws(LossConventionError) -> WrittenTerm {
    guard peek?.text == "(" else {
      throw unexpected("\"(\" and what is left out, as in other(name)")
    }
    let start = next + 1
    _ = try arguments()
    let name = tokens[start..<(next - 1)].map(\.text).joined()
    guard !name.isEmpty else {
      throw LossConventionError(
        text, column: token.column, "other() without a name: what is left out, as in other(lpips)")
    }
    return WrittenTerm(
      text: "other(\(name))", measure: .other(name), weight: SizedNumber(1), column: token.column)
  }
}

extension SizedNumber {
  /// The size that a name stands for, by its letter or as scripts call it.
  static func symbol(named name: String) -> Int? {
    if let symbol = symbols.firstIndex(of: name) { return symbol }
    return switch name.split(separator: ".").last {
    case "original_dim", "input_dim": 0
    case "latent_dim", "latent_size", "n_latent", "z_dim": 1
    case "batch_size": 2
    default: nil
    }
  }
}
