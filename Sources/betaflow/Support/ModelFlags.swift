import ArgumentParser
import LinearVAE
import MessageText
import Spectra
import Studies

/// What the loss is: in the user's words, or by decoder and `β`.
struct ModelFlags: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "β, the weight of the KL term beside the NLL; 1 unless given.")
  var beta: Double?

  @Option(
    help: ArgumentHelp(
      "The loss in words, as \"mse:mean + 0.00025*kl:sum\", in place of --beta and --decoder.",
      valueName: "terms"))
  var loss: String?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The value of a name in --loss; repeatable.", valueName: "name=value"))
  var values: [String] = []

  @Option(
    help: ArgumentHelp(
      "What the decoder says of the data, in place of gaussian.", valueName: "family"))
  var decoder: Family?

  @Option(
    parsing: .unconditional,
    help: "σ² of a Gaussian decoder, in squared units of the data; 1 unless given.")
  var decoderVariance: Double?

  @Option(parsing: .unconditional, help: "θ of a negative binomial decoder: variance μ + μ²/θ.")
  var dispersion: Double?

  @Option(
    parsing: .unconditional,
    help: "Draws of a multinomial decoder; the totals of the rows unless given.")
  var draws: Double?

  /// The families of decoders, by their names in ``Likelihood``.
  enum Family: String, CaseIterable, ExpressibleByArgument {
    case gaussian
    case gaussianLearned = "gaussian-learned"
    case gaussianLearnedPerColumn = "gaussian-learned-per-column"
    case bernoulli
    case poisson
    case negativeBinomial = "negative-binomial"
    case multinomial
    case laplace
  }

  func validate() throws {
    if loss != nil && (beta != nil || decoderVariance != nil || decoder != nil) {
      throw ValidationError(
        "--loss already fixes decoder, β and σ²: leave out --decoder, --beta and --decoder-variance."
      )
    }
    if loss == nil && !values.isEmpty {
      throw ValidationError("--set gives names in --loss their values: there is no --loss.")
    }
    try checkPositive("--beta", beta)
    try checkPositive("--decoder-variance", decoderVariance)
    try checkPositive("--dispersion", dispersion)
    try checkPositive("--draws", draws)
    let family = decoder ?? .gaussian
    let needs: [(String, Double?, Family)] = [
      ("--decoder-variance", decoderVariance, .gaussian),
      ("--dispersion", dispersion, .negativeBinomial), ("--draws", draws, .multinomial),
    ]
    for (flag, value, owner) in needs where value != nil && (loss != nil || family != owner) {
      throw ValidationError("\(flag) belongs to --decoder \(owner.rawValue).")
    }
    if family == .negativeBinomial && dispersion == nil && loss == nil {
      throw ValidationError("--decoder negative-binomial needs its θ: give --dispersion.")
    }
    _ = try LossValues(values)
  }

  /// Whether the flags, or a loss in words, ask for a variance of each column.
  var learnsColumnVariances: Bool {
    decoder == .gaussianLearnedPerColumn || loss?.contains("learned-per-column") == true
  }

  /// Whether the decoder says where values lie, so that they may be shifted and scaled.
  var isLocation: Bool {
    if let loss {
      return !["bce", "ce", "poisson", "nb"].contains { loss.lowercased().contains($0) }
    }
    return [.gaussian, .gaussianLearned, .gaussianLearnedPerColumn, .laplace].contains(
      decoder ?? .gaussian)
  }

  /// The decoder of the flags.
  private var likelihood: Likelihood {
    switch decoder ?? .gaussian {
    case .gaussian: .gaussian(variance: decoderVariance ?? 1)
    case .gaussianLearned: .gaussianLearned
    case .gaussianLearnedPerColumn: .gaussianLearnedPerColumn
    case .bernoulli: .bernoulli
    case .poisson: .poisson
    case .negativeBinomial: .negativeBinomial(dispersion: dispersion ?? 1)
    case .multinomial: .multinomial(draws: draws)
    case .laplace: .laplace
    }
  }

  /// The plan of these flags; columns and batch are `N` and `B` of sums and means in a loss.
  func specification(latents: Int, columns: Int, batch: Int?) throws -> PlanSpecification {
    guard let loss else {
      return PlanSpecification(latents: latents, beta: beta ?? 1, decoder: likelihood)
    }
    let convention = try LossConvention(
      loss, dimension: columns, latents: latents, batch: batch, values: LossValues(values).numbers)
    return PlanSpecification(latents: latents, loss: convention)
  }
}

/// The values of `--set`.
struct LossValues {
  let numbers: [String: Double]

  init(_ values: [String]) throws {
    numbers = try values.reduce(into: [:]) { numbers, text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let value = Double(parts[1]), value.isFinite else {
        throw ValidationError(
          "--set \(text.shown()): write it as NAME=VALUE with a number, as beta=4.")
      }
      let name = String(parts[0])
      guard !["N", "M", "B"].contains(name), !LossConvention.isTerm(name), numbers[name] == nil
      else {
        throw ValidationError(
          "--set \(text.shown()): \(name.shown()) has a meaning already (N, M and B have flags of "
            + "their own).")
      }
      numbers[name] = value
    }
  }
}
