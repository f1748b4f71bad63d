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
  /// `N`, the number of columns.
  private let columns: Int
  /// Free directions in a few groups, by their shares of all; and one without variance for the closed ones.
  private let groups: [SpectralData.Group]

  /// Groups that keep the noise of a spectrum: it is a sum over eigenvalues.
  private static let groupLimit = 12

  /// The noise of SGD.
  ///
  /// - Parameters:
  ///   - step: Learning rate times factor of the loss, (units).
  ///   - batch: Samples in a step.
  ///   - eigenvalues: All of the covariance, descending.
  ///   - living: How many directions have a living latent in the end.
  public init(step: Double, batch: Int, eigenvalues: [Double], living: Int) {
    (self.step, self.batch, columns) = (step, batch, eigenvalues.count)
    let free = Array(eigenvalues.dropFirst(living))
    let N = Double(eigenvalues.count)
    var groups: [SpectralData.Group] = []
    if !free.isEmpty {
      let grouped = GroupedSpectrum(of: free, groups: Self.groupLimit).data.groups
      let shared = Double(free.count - grouped.count { $0.share == 0 })
      groups = grouped.map {
        .init(variance: $0.variance, share: ($0.share == 0 ? 1 : $0.share * shared) / N)
      }
    }
    if living > 0 { groups.append(.init(variance: 0, share: Double(living) / N)) }
    self.groups = groups
  }

  /// The rates in the units of the flow, in which `N` steps make a unit of time.
  var rate: Double { step * Double(columns) }

  /// The problem of one latent with its own direction, which comes first.
  ///
  /// - Parameters:
  ///   - eigenvalue: That of its direction.
  ///   - level: `βσ²` over flow time.
  /// - Returns: A problem whose time is steps divided by `N`.
  func problem(eigenvalue: Double, level: BetaSchedule) -> SpectralProblem {
    SpectralProblem(
      data: SpectralData([.init(variance: eigenvalue, share: 0)] + groups), latents: 1,
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
