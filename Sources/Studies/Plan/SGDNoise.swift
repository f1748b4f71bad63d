import LinearVAE
import MeanField
import Spectra

/// What steps of finite size on batches of few samples do to a latent: from every free direction of the data
/// they drive it at random, as (spectral-Q) … (spectral-D) have it. Directions of other living latents are
/// closed to it, (spectral-rest).
public struct SGDNoise: Sendable, Hashable {
  /// The flow time of one step.
  let step: Double
  /// Samples in a step.
  let batch: Int
  /// Where it drives a latent.
  let free: FreeDirections

  /// The noise of SGD.
  ///
  /// - Parameters:
  ///   - step: Learning rate times factor of the loss, (units).
  ///   - batch: Samples in a step.
  ///   - eigenvalues: All of the covariance, descending.
  ///   - living: How many directions have a living latent in the end.
  public init(step: Double, batch: Int, eigenvalues: [Double], living: Int) {
    (self.step, self.batch) = (step, batch)
    free = FreeDirections(eigenvalues: eigenvalues, living: living)
  }

  /// The rates in the units of the flow, in which `N` steps make a unit of time.
  var rate: Double { step * Double(free.columns) }

  /// The problem of one latent with its own direction, which comes first.
  ///
  /// - Parameters:
  ///   - eigenvalue: That of its direction.
  ///   - level: `βσ²` over flow time.
  ///   - share: The share of its direction: 0, unless it stands for many starts in directions like it.
  /// - Returns: A problem whose time is steps divided by `N`.
  func problem(eigenvalue: Double, level: BetaSchedule, share: Double = 0) -> SpectralProblem {
    problem([.init(variance: eigenvalue, share: share)], latents: 1, level: level)
  }

  private func problem(
    _ own: [SpectralData.Group], latents: Int, level: BetaSchedule
  ) -> SpectralProblem {
    SpectralProblem(
      data: SpectralData(own + free.groups), latents: latents,
      training: Training(
        rates: .uniform(rate), batch: batch, beta: level.scaled(by: 1, stretch: 1 / rate),
        variance: .log))
  }

  /// The multiple of the step at which the first latent of a forecast loses the state in which it settles;
  /// `nil` if none does.
  ///
  /// The noise is the same for all, so that the strongest latent, the weakest or one that is collapsed is
  /// the first.
  ///
  /// - Throws: `InvalidProblem` for numbers out of range.
  func largestStableFactor(_ forecast: LatentForecast) throws(InvalidProblem) -> Double? {
    let living = forecast.latents.prefix(forecast.active)
    let deciding = [living.first, living.last, forecast.latents.dropFirst(living.count).first]
    var smallest: Double?
    for latent in Set(deciding.compactMap { $0 }) {
      let rest = try SpectralRest(
        of: problem(eigenvalue: latent.eigenvalue, level: .constant(latent.level)))
      if let factor = rest.largestStableFactor { smallest = min(smallest ?? factor, factor) }
    }
    return smallest
  }

  /// The multiple of the step at which the first two latents of a forecast begin to mix, (spectral-mixing).
  ///
  /// The two of the largest eigenvalues are the first: they were in each of 49 random problems.
  ///
  /// - Parameters:
  ///   - forecast: The latents.
  ///   - largest: What ``largestStableFactor(_:)`` gives; returned where none mix below it.
  /// - Returns: A multiple of the step; `nil` if no rate is too large.
  /// - Throws: `InvalidProblem` for numbers out of range.
  func largestUnmixedFactor(
    _ forecast: LatentForecast, below largest: Double?
  ) throws(InvalidProblem) -> Double? {
    let pair = forecast.latents.prefix(2)
    guard let largest, pair.count == 2, pair[0].isActive else { return largest }
    let own = pair.filter(\.isActive).map { SpectralData.Group(variance: $0.eigenvalue, share: 0) }
    return try SpectralRest(of: problem(own, latents: 2, level: .constant(pair[0].level)))
      .largestUnmixedFactor(below: largest)
  }
}

extension PlanSpecification {
  /// The noise of plain SGD with the learning rate and the batch of the plan; `nil` if one of them is unknown.
  func sgdNoise(on spectrum: DataSpectrum, living: Int) -> SGDNoise? {
    guard let stepsPerTime, let batch, fixedDecoderVariance != nil else { return nil }
    return SGDNoise(
      step: 1 / stepsPerTime, batch: batch, eigenvalues: spectrum.completedEigenvalues,
      living: living)
  }
}
