import LinearVAE

/// What a term of a loss measures, before it is summed or averaged.
enum LossMeasure: Sendable, Hashable {
  /// `(x − x̂)²`.
  case squaredError
  /// The negative log-likelihood of a decoder.
  case likelihood(Likelihood)
  /// `ln` of the mean squared error: a Gaussian likelihood whose learned variance is put in.
  case logMeanSquare
  /// The KL divergence times `factor`; the code is sampled with its deviation times `sampling`.
  case kl(factor: Double, sampling: Double)
  /// Something that is noted and left out.
  case other(String)

  /// Which of the two sides of a loss it is on; `nil` for neither.
  var kind: LossConvention.Kind? {
    switch self {
    case .kl: .kl
    case .other: nil
    default: .reconstruction
    }
  }
}

/// A term of a loss with its weight before sizes are put in.
struct WrittenTerm {
  var text: String
  var measure: LossMeasure
  /// The factor as it is written, the sizes in it kept as symbols.
  var factor = SizedNumber(1)
  /// The same after all factors outside parentheses and with the means: `1/N` for `mse`.
  var weight: SizedNumber
  /// Where the name stands, counted from 1.
  var column: Int
  /// How far it is reduced over coordinates or latents, and over the batch.
  var inner = State.done
  var batch = State.done
  /// Whether the mean over coordinates or latents is in the weight.
  var isMean = false
  /// What was assumed of it.
  var note: String?
}
