import Fitting
import LinearVAE
import Testing
import TestSupport

private struct Reference: Decodable, Sendable, CustomTestStringConvertible {
  let family: String
  let beta, loss, nll: Double
  let latents: Int
  let kl: [Double]

  var testDescription: String { "\(family), β = \(beta)" }
}

private let references: [Reference] = fixture("glm")

/// The best linear encoder and decoder with Bernoulli and Poisson likelihood, (response-loss).
@Test(.enabled(if: isOptimized, "minutes without optimisation"), arguments: references)
private func responsesReachTheReference(reference: Reference) throws {
  let digits = try Rows.named("digits")
  let isBernoulli = reference.family == "bernoulli"
  var rows = digits
  if isBernoulli { rows.values = digits.values.map { $0 > 7.5 ? 1 : 0 } }
  let mean = rows.moments.mean
  let kept = rows.keeping { isBernoulli ? mean[$0] > 0.01 && mean[$0] < 0.99 : mean[$0] > 0.5 }
  let fit = try FitSpecification(
    latents: reference.latents, decoder: isBernoulli ? .bernoulli : .poisson,
    weight: .schedule(.constant(reference.beta)), method: .convergence(starts: 1)
  ).run(on: kept.data())
  let loss = fit.nll + reference.beta * fit.kl.reduce(0, +)
  #expect(abs(loss / reference.loss - 1) <= 1e-6, "\(loss) instead of \(reference.loss)")
  for (kl, expected) in zip(fit.kl, reference.kl) {
    #expect(abs(kl - expected) <= 1e-3, "\(kl) instead of \(expected)")
  }
}
