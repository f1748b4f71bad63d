import NumericKit
import RealModule
import Spectra

/// How the loss `½‖x − x̂‖² + β KL` of a linear β-VAE curves at its optimum, and how much its gradient varies
/// from sample to sample there: what limits the learning rate, and what SGD cannot get rid of.
///
/// In the eigenbasis of the data the Hessian falls into blocks of at most four numbers, (stable-rate): a
/// latent along its own direction with `ln D`, two living latents that turn into each other, and a latent
/// that turns into a direction without one. Of each kind the one with the largest eigenvalues curves most.
package struct LossCurvature: Sendable, Hashable {
  /// The largest eigenvalue of the Hessian, in the units of the loss.
  package let largest: Double
  /// `tr N`, the variance of the gradient of one sample, all components together, (noise-floor).
  package let gradientVariance: Double

  /// The curvature at the optimum of a forecast.
  ///
  /// - Parameters:
  ///   - forecast: The latents with the level `βσ²`, which `β` stands for here.
  ///   - level: `βσ²`, in squared units of the data.
  ///   - eigenvalues: All of the covariance, descending.
  package init(of forecast: LatentForecast, level: Double, eigenvalues: [Double]) {
    let living = forecast.latents.prefix(forecast.active).map(\.eigenvalue)
    let free = eigenvalues.dropFirst(living.count)
    var curvatures = living.map { Self.own($0, level: level) }
    let strongest = living.first ?? 0
    if living.count > 1 {
      let g = ((living[0] - level) * (living[1] - level)).squareRoot()
      curvatures.append(Self.pair(living[0] * living[1], level + g))
    }
    if let most = free.first {
      if strongest > 0 { curvatures.append(Self.pair(strongest * most, most)) }
      if forecast.latents.count > living.count { curvatures.append(Self.pair(level * most, most)) }
    }
    if forecast.latents.count > living.count {
      curvatures.append(level / 2)
      if strongest > 0 { curvatures.append(Self.pair(level * strongest, level)) }
    }
    largest = curvatures.max() ?? 1

    // Of a living direction the share level/λ is not reproduced, of a free one all; an own direction counts
    // twice, since x⁴ has the mean 3λ².
    let rest = free.reduce(0, +) + living.reduce(0) { $0 + level * level / $1 }
    gradientVariance = living.reduce(0) { sum, λ in
      sum + (λ - level) / λ * (rest + level * level / λ)
    }
  }

  /// The larger eigenvalue of `[[1, q], [q, p]]`.
  private static func pair(_ p: Double, _ q: Double) -> Double {
    0.5 * (1 + p + Double.hypot(1 - p, 2 * q))
  }

  /// That of a living latent along its own direction: decoder, encoder and `ln D`.
  private static func own(_ λ: Double, level: Double) -> Double {
    let coupling = (λ - level).squareRoot() * level / λ
    let hessian: Matrix = [
      [1, λ - 2 * level, coupling], [λ - 2 * level, λ * λ, 0], [coupling, 0, level / 2],
    ]
    // LAPACK gives up on numbers that are not finite only.
    return (try? hessian.symmetricEigenvalues().last) ?? max(1, λ * λ, level / 2)
  }
}
