import Fitting
import LinearVAE
import NumericKit
import RealModule
import Testing

private let tables: [(String, [Double])] = [
  ("digits", [152, 114, 65, 47.5, 19.7]), ("wine", [3.5, 2, 1.2, 0.75, 0.4]),
  ("breast_cancer", [10, 4, 2.2, 1.4, 0.55]), ("diabetes", [3, 1.35, 1.1, 0.8, 0.5]),
]

/// At the end of training the latents are those of (water-filling): as many live, each with its KL
/// divergence, and as much is left.
@Test(arguments: tables.flatMap { name, betas in betas.map { (name, $0) } })
func convergedFitsFillWithWater(name: String, beta: Double) throws {
  let rows = try Rows.named(name)
  let data = FitData(rows.moments)
  let eigenvalues = Array(try rows.moments.covariance.symmetricEigenvalues().reversed())
  #expect(eigenvalues.allSatisfy { abs($0 / beta - 1) > 0.05 }, "\(eigenvalues)")
  let M = min(16, rows.columns)
  let fit = try FitSpecification(
    latents: M, decoder: .gaussian(variance: 1), weight: .schedule(.constant(beta)),
    method: .convergence(starts: 1)
  ).run(on: data)
  let expected = eigenvalues.prefix(M).map { $0 > beta ? 0.5 * .log($0 / beta) : 0 }
  #expect(fit.active == expected.map { $0 > 0 }, "\(fit.kl)")
  for (kl, prediction) in zip(fit.kl, expected) {
    #expect(abs(kl - prediction) <= 0.02 * prediction + 1e-3, "\(kl) instead of \(prediction)")
  }
  let left = eigenvalues.enumerated().reduce(0) {
    $0 + ($1.offset < M ? min($1.element, beta) : $1.element)
  }
  let distortion = try #require(fit.distortion)
  #expect(abs(distortion / left - 1) <= 0.01)
  #expect(fit.stopped == .converged)
}
