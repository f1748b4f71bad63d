import Fitting
import NumericKit
import RealModule
import Spectra
import Storage
import Studies
import Testing

/// Data with given covariance eigenvalues, and the code of a linear VAE trained on them, with what training
/// and non-linear networks add.
struct SynthesisedModel {
  let data: DataTable
  private(set) var means: [Double]
  private(set) var logVariances: [Double]
  let latents: Int

  /// A model with latents in any order, that was trained at a level; the KL divergence of each may be off by
  /// a share `deviation`, or be changed, largest first.
  init(
    _ eigenvalues: [Double], rows: Int, latents: Int, level: Double, deviation: Double = 0.2,
    seed: UInt64, changing kl: ([Double]) -> [Double] = { $0 }
  ) throws {
    var stream = RandomStream(seed: seed, stream: 19)
    let N = eigenvalues.count
    let values = (0..<(rows * N)).map { eigenvalues[$0 % N].squareRoot() * stream.normal() }
    data = try DataTable(values, columns: N, named: "data")
    let exact = (0..<latents).map { k in
      k < N && eigenvalues[k] > level ? 0.5 * Double.log(eigenvalues[k] / level) : 0
    }
    let told = kl(exact).map { $0 * (1 + deviation * (2 * stream.uniform() - 1)) }
    // Latents come in any order.
    let places = Array(0..<latents).map { ($0, stream.uniform()) }.sorted { $0.1 < $1.1 }.map(\.0)
    (means, logVariances) = (
      Array(repeating: 0, count: rows * latents), Array(repeating: 0, count: rows * latents)
    )
    self.latents = latents
    for k in 0..<latents {
      // Of a Gaussian posterior with Var μ = 1 − σ², KL = −½ ln σ²; both as estimated, some per cent off.
      let variance = Double.exp(-2 * told[k])
      let length = (1 - variance).squareRoot() * (1 + 0.25 * deviation * stream.normal() / 2)
      let bend = 0.5 * deviation * stream.normal()
      for row in 0..<rows {
        let x = k < N ? values[row * N + k] / eigenvalues[k].squareRoot() : stream.normal()
        let place = row * latents + places[k]
        means[place] = length * (x + bend * (x * x - 1)) + 1e-3 * stream.normal()
        logVariances[place] = .log(variance) + 0.25 * deviation * stream.normal()
      }
    }
  }

  /// A code without any model.
  init(
    data: DataTable, latents: Int, seed: UInt64,
    _ element: (inout RandomStream) -> (mean: Double, logVariance: Double)
  ) {
    var stream = RandomStream(seed: seed, stream: 20)
    let pairs = (0..<(data.rows * latents)).map { _ in element(&stream) }
    (self.data, self.latents) = (data, latents)
    (means, logVariances) = (pairs.map(\.mean), pairs.map(\.logVariance))
  }

  /// The latent whose mean varies least.
  var deadest: Int {
    get throws { try code.latents.min { $0.varianceOfMean < $1.varianceOfMean }?.index ?? 0 }
  }

  /// The same with a constant added to the mean of a latent.
  func shifting(latent: Int, by offset: Double) -> SynthesisedModel {
    var model = self
    for place in stride(from: latent, to: means.count, by: latents) { model.means[place] += offset }
    return model
  }

  var meanTable: DataTable { get throws { try DataTable(means, columns: latents, named: "mu") } }

  var code: CodeSummary {
    get throws {
      try CodeSummary(
        means: meanTable, spreads: DataTable(logVariances, columns: latents, named: "logvar"))
    }
  }

  /// The diagnosis with data and a loss of this level.
  func diagnosis(
    level: Double, _ change: (inout DiagnosisSpecification) throws -> Void = { _ in }
  ) throws -> Diagnosis {
    var evidence = DiagnosisSpecification()
    evidence.code = try code
    evidence.latents = latents
    evidence.plan = try PlanSpecification(latents: min(latents, data.columns), beta: level)
      .run(on: DataSpectrum(of: data))
    evidence.dependence = try CodeDependence(of: meanTable, on: data)
    try change(&evidence)
    return try evidence.run()
  }
}
