import LinearVAE
import MessageText

/// The weights of the two sides of a loss, and what the reconstruction is.
struct LossSides {
  var reconstruction: SizedNumber
  var kl: SizedNumber
  var decoder: Likelihood

  init(_ terms: [WrittenTerm], sizes: LossSizes, in text: String) throws(LossConventionError) {
    var decoders: [(decoder: Likelihood, weight: SizedNumber, term: WrittenTerm)] = []
    var kl: [SizedNumber] = []
    for term in terms {
      switch term.measure {
      case .squaredError: decoders.append((.gaussian(variance: 1), term.weight.times(2), term))
      case .likelihood(let decoder): decoders.append((decoder, term.weight, term))
      case .logMeanSquare: decoders.append((.gaussianLearned, term.weight, term))
      case .kl(let factor, let sampling):
        kl.append(term.weight.times(factor * sampling * sampling))
      case .other: continue
      }
    }
    guard let first = decoders.first else {
      throw .init(
        text, "no reconstruction term: one of sse, mse, l1, bce, ce, poisson, nb, gaussian, log_mse"
      )
    }
    guard !kl.isEmpty else { throw .init(text, "no KL term: kl, or kl2 for one without its ½") }
    for other in decoders where other.decoder != first.decoder {
      throw .init(
        text, column: other.term.column,
        "\(other.term.text.shown()) beside \(first.term.text.shown()): a decoder has one likelihood; "
          + "leave one of them out as other(name) to see what the rest is")
    }
    decoder = first.decoder
    reconstruction = try Self.sum(decoders.map(\.weight), sizes, text)
    self.kl = try Self.sum(kl, sizes, text)
    let signs = (reconstruction.value < 0, self.kl.value < 0)
    guard signs != (true, true) else {
      throw .init(
        text,
        "both terms are negative, as of an objective that is maximised: write the loss that is "
          + "minimised, with all signs turned")
    }
    guard reconstruction.value != 0, self.kl.value != 0 else {
      throw .init(text, "its terms cancel: nothing is left of one of the two sides")
    }
    guard reconstruction.value > 0 else {
      throw .init(
        text, "the weight of the reconstruction is not positive: nothing would be learned")
    }
    guard self.kl.value > 0 else {
      throw .init(
        text,
        "the weight of the KL term is not positive: it would reward codes far from the prior "
          + "(−½ Σ(1 + v − μ² − e^v) is the KL itself: write it as + kl)")
    }
  }

  private static func sum(
    _ weights: [SizedNumber], _ sizes: LossSizes, _ text: String
  ) throws(LossConventionError) -> SizedNumber {
    var total = weights[0]
    for weight in weights.dropFirst() {
      if weight.powers == total.powers {
        total.value += weight.value
      } else if let x = total.resolved(sizes), let y = weight.resolved(sizes) {
        total = SizedNumber(x + y)
      } else {
        throw LossConvention.missing(total.missing(sizes) + weight.missing(sizes), in: text)
      }
    }
    return total
  }
}

extension SizedNumber {
  fileprivate func times(_ factor: Double) -> SizedNumber { self * SizedNumber(factor) }
}
