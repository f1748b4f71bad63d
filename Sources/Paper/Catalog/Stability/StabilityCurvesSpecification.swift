import LinearVAE

/// Over which data and `β` the stability of fixed points is compared.
package struct StabilityCurvesSpecification: Sendable, Hashable, Codable {
  /// Data with one factor.
  package struct Data: Sendable, Hashable, Codable {
    /// `ρ`.
    package var signal: Double
    /// `η`.
    package var noise: Double
  }

  /// One column of panels each.
  package var data = [
    Data(signal: 0.5, noise: 1.5), Data(signal: 1, noise: 1), Data(signal: 1.95, noise: 0.05),
  ]
  /// The numbers of latents, one row of panels each.
  package var latents = [1, 2]
  /// The values of `β`.
  package var betas = (1...120).map { 0.025 * Double($0) }

  /// The figure's own choices.
  package init(_ options: CatalogOptions = CatalogOptions()) {
    if options.edition == .quick { betas = (1...40).map { 0.075 * Double($0) } }
  }

  /// The problem of one point.
  func problem(_ data: Data, latents: Int, beta: Double) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [data.signal], noise: data.noise), latents: latents,
      training: Training(rates: .limit, beta: .constant(beta)))
  }
}
