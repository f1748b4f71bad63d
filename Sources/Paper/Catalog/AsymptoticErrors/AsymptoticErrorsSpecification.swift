import LinearVAE

/// Over which `β` the error that learning ends in is compared.
package struct AsymptoticErrorsSpecification: Sendable, Hashable, Codable {
  /// `ρ`.
  package var signal = 1.0
  /// `η`.
  package var noise = 1.0
  /// The finite rate `τ` beside the small-rate limit.
  package var rate = 0.01
  /// The numbers of latents; there is one factor.
  package var latents = [1, 2]
  /// The values of `β` of the lines.
  package var betas = (1...280).map { 0.01 * Double($0) }
  /// The values of `β` for which a flow is followed; at a threshold it would take for ever.
  package var followedBetas = (0...13).map { (1 + 2 * Double($0)) / 10 }
  /// `m = d` of the latents at the start of these flows.
  package var overlaps = [0.001, 0.0005]
  /// `Q = E` there, on the diagonal.
  package var norm = 0.05
  /// How long they are followed, in `τt`.
  package var end = 2000.0

  /// The figure's own choices.
  package init(_ options: CatalogOptions = CatalogOptions()) {
    if options.edition == .quick { betas = (1...70).map { 0.04 * Double($0) } }
  }

  /// The problem of one point.
  func problem(latents: Int, beta: Double, rates: LearningRates) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [signal], noise: noise), latents: latents,
      training: Training(rates: rates, beta: .constant(beta)))
  }
}
