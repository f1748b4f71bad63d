import Fitting
import Foundation
import LinearVAE
import NumericKit
import RealModule
import Spectra
import Storage
import Studies

/// A linear VAE that was trained on a table, and the code that it makes of it.
struct TrainedModel {
  let data: DataTable
  let fit: FitResult
  let latents: Int

  /// Trains on all rows: to convergence, or for some steps of an optimiser.
  init(
    on data: DataTable, latents: Int, level: Double,
    _ change: (inout TrainingSpecification) throws -> Void = { _ in }
  ) throws {
    var specification = TrainingSpecification(PlanSpecification(latents: latents, beta: level))
    try change(&specification)
    let options = specification.plan.spectrumOptions
    let spectrum = try DataSpectrum(of: data, options: options)
    (self.data, self.latents) = (data, latents)
    fit = try specification.run(on: TrainingTable(data), spectrum).fit
  }

  /// Normal rows with these eigenvalues of their covariance.
  static func normal(_ eigenvalues: [Double], rows: Int, seed: UInt64) throws -> DataTable {
    var stream = RandomStream(seed: seed, stream: 21)
    let roots = eigenvalues.map { $0.squareRoot() }
    let values = (0..<(rows * roots.count)).map { roots[$0 % roots.count] * stream.normal() }
    return try DataTable(values, columns: roots.count, named: "data")
  }

  /// The digits that are among the examples.
  static func digits() throws -> DataTable {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try DataTable(contentsOf: root.appendingPathComponent("Examples/digits.csv").path)
  }

  /// `μ = Vᵀx + c` of each row.
  var means: DataTable {
    get throws {
      var means: [Double] = []
      let (V, offset) = (fit.model.encoder, fit.model.offset)
      try data.forEachBlock(ofRows: 1) { block in
        means += (0..<latents).map { k in
          block.values.indices.reduce(offset[k]) { $0 + V[$1, k] * block.values[$1] }
        }
      }
      return try DataTable(means, columns: latents, named: "mu")
    }
  }

  /// The decoder's outputs for draws of `z` from the prior.
  func decoded(draws: Int) throws -> DecoderProbe {
    var stream = RandomStream(seed: 1, stream: 22)
    let (W, bias) = (fit.model.decoder, fit.model.bias)
    let outputs = (0..<draws).flatMap { _ in
      let z = stream.normals(latents)
      return bias.indices.map { j in z.indices.reduce(bias[j]) { $0 + W[j, $1] * z[$1] } }
    }
    return try DecoderProbe(of: DataTable(outputs, columns: bias.count, named: "out"))
  }

  /// The diagnosis of its code with the data and a loss of this level.
  func diagnosis(
    level: Double, _ change: (inout DiagnosisSpecification) throws -> Void = { _ in }
  ) throws -> Diagnosis {
    var evidence = DiagnosisSpecification()
    let means = try means
    let spreads = (0..<(data.rows * latents)).map {
      Double.log(fit.model.variance[$0 % latents])
    }
    evidence.code = try CodeSummary(
      means: means, spreads: DataTable(spreads, columns: latents, named: "logvar"))
    evidence.latents = latents
    evidence.plan = try PlanSpecification(latents: latents, beta: level)
      .run(on: DataSpectrum(of: data))
    evidence.dependence = try CodeDependence(of: means, on: data)
    try change(&evidence)
    return try evidence.run()
  }
}
