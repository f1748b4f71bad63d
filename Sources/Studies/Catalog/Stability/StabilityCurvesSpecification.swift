import LinearVAE

/// Over which data and `β` the stability of fixed points is compared.
public struct StabilityCurvesSpecification: Sendable, Hashable, Codable {
  /// Data with one factor.
  public struct Data: Sendable, Hashable, Codable {
    /// `ρ`.
    public var signal: Double
    /// `η`.
    public var noise: Double
  }

  /// One column of panels each.
  public var data = [
    Data(signal: 0.5, noise: 1.5), Data(signal: 1, noise: 1), Data(signal: 1.95, noise: 0.05),
  ]
  /// The numbers of latents, one row of panels each.
  public var latents = [1, 2]
  /// The values of `β`.
  public var betas = (1...120).map { 0.025 * Double($0) }

  /// The figure's own choices.
  public init(_ options: CatalogOptions = CatalogOptions()) {
    if options.edition == .quick { betas = (1...40).map { 0.075 * Double($0) } }
  }

  /// The problem of one point.
  func problem(_ data: Data, latents: Int, beta: Double) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [data.signal], noise: data.noise), latents: latents,
      training: Training(rates: .limit, beta: .constant(beta)))
  }
}
