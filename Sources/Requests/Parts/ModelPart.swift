import LinearVAE
import Spectra
import Studies

/// What the loss is: in the user's words, or by decoder and `β`.
package struct ModelPart: KeyGroup {
  /// The weight of the KL term beside the negative log-likelihood; 1 unless given.
  package var beta: Double?
  /// The loss in words, in place of ``beta`` and ``decoder``.
  package var loss: String?
  /// The values of names in ``loss``.
  package var set: [String: Double] = [:]
  /// What the decoder says of the data; Gaussian unless given.
  package var decoder: Family?
  /// `σ²` of a Gaussian decoder, in squared units of the data; 1 unless given.
  package var decoderVariance: Double?
  /// `θ` of a negative binomial decoder.
  package var dispersion: Double?
  /// Draws of a multinomial decoder; the totals of the rows unless given.
  package var draws: Double?

  /// The families of decoders, by their names in `Likelihood`.
  package enum Family: String, Sendable, CaseIterable {
    case gaussian
    case gaussianLearned = "gaussian-learned"
    case gaussianLearnedPerColumn = "gaussian-learned-per-column"
    case bernoulli
    case poisson
    case negativeBinomial = "negative-binomial"
    case multinomial
    case laplace
  }

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case beta, loss, set, decoder
    case decoderVariance = "decoder_variance"
    case dispersion, draws
  }

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    beta = try section.real(.beta)
    loss = try section.text(.loss)
    set = try section.numbersByName(.set)
    self.decoder = try section.choice(.decoder)
    decoderVariance = try section.real(.decoderVariance)
    dispersion = try section.real(.dispersion)
    draws = try section.real(.draws)
  }

  package func validate() throws(InvalidProblem) {
    if loss != nil && (beta != nil || decoderVariance != nil || decoder != nil) {
      throw .unsuited(
        "loss",
        "it already fixes decoder, β and σ²: leave out \"decoder\", \"beta\" and \"decoder_variance\""
      )
    }
    if loss == nil && !set.isEmpty {
      throw .unsuited("set", "it gives names in \"loss\" their values, and there is none")
    }
    try InvalidProblem.requirePositive("beta", beta)
    try InvalidProblem.requirePositive("decoder_variance", decoderVariance)
    try InvalidProblem.requirePositive("dispersion", dispersion)
    try InvalidProblem.requirePositive("draws", draws)
    let family = decoder ?? .gaussian
    let needs: [(String, Double?, Family)] = [
      ("decoder_variance", decoderVariance, .gaussian),
      ("dispersion", dispersion, .negativeBinomial), ("draws", draws, .multinomial),
    ]
    for (key, value, owner) in needs where value != nil && (loss != nil || family != owner) {
      throw .unsuited(key, "it belongs to \"decoder\" \(owner.rawValue)")
    }
    if family == .negativeBinomial && dispersion == nil && loss == nil {
      throw .missing("dispersion", "it is θ of \"decoder\" negative-binomial")
    }
    try LossConvention.checkNames(of: set)
  }
}

extension ModelPart {
  /// Whether decoder, or a loss in words, asks for a variance of each column.
  package var learnsColumnVariances: Bool {
    decoder == .gaussianLearnedPerColumn || loss?.contains("learned-per-column") == true
  }

  /// Whether the decoder says where values lie, so that they may be shifted and scaled.
  package var isLocation: Bool {
    if let loss {
      return !["bce", "ce", "poisson", "nb"].contains { loss.lowercased().contains($0) }
    }
    return [.gaussian, .gaussianLearned, .gaussianLearnedPerColumn, .laplace].contains(
      decoder ?? .gaussian)
  }

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

  /// The plan of this loss; columns and batch are `N` and `B` of its sums and means.
  func specification(latents: Int, columns: Int, batch: Int?) throws -> PlanSpecification {
    guard let loss else {
      return PlanSpecification(latents: latents, beta: beta ?? 1, decoder: likelihood)
    }
    let convention = try LossConvention(
      loss, dimension: columns, latents: latents, batch: batch, values: set)
    return PlanSpecification(latents: latents, loss: convention)
  }
}
