import FiniteSize
import LinearVAE
import Storage

/// A study of a simulation as it is stored: the fields of the command's JSON.
public struct SimulationRecord: Sendable, Encodable {
  struct Estimate: Sendable, Encodable {
    let mean: [Double]
    let standard_error: [Nullable]
  }

  let problem: ProblemSpecification
  let times: [Double]
  /// A number a time; `M` numbers a time under a feedback law that weighs latents one by one.
  let beta: EffectiveBeta
  /// In the shape of `beta`; only under a feedback law, and for more than one run.
  let beta_standard_error: EffectiveBeta?
  let mean: [OrderParameters]
  /// `null` throughout for a single run.
  let standard_error: [StateRecord]
  let generalization_error: [String: Estimate]
  let runs: [[OrderParameters]]?
  let replicas: Int
  let dimension: Int
  let method: SimulationMethod
  let seed: UInt64
  let steps: Int

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The result.
  ///   - problem: The specification it was made from, as it was run.
  public init(_ study: SimulationStudy, of problem: ProblemSpecification) {
    let result = study.result
    self.problem = problem
    times = study.times
    beta = study.beta
    beta_standard_error = study.betaStandardError
    mean = result.mean
    standard_error = result.mean.indices.map {
      StateRecord(result.standardError?[$0], shapedAs: result.mean[$0])
    }
    generalization_error = Dictionary(
      uniqueKeysWithValues: result.generalizationErrors.map { form, estimate in
        let errors = estimate.mean.indices.map { Nullable(estimate.standardError?[$0]) }
        return (form.rawValue, Estimate(mean: estimate.mean, standard_error: errors))
      })
    runs = result.runs
    replicas = result.replicas
    dimension = study.settings.dimension
    method = study.settings.method
    seed = study.settings.seed
    steps = result.totalSteps
  }
}

extension SimulationStudy {
  /// One row per time: `t`, `β` (or `β` of each latent), and mean and standard error of each generalization error and each
  /// order parameter.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add("t", times)
    beta.add(to: &table)
    betaStandardError?.add(to: &table, suffix: "_standard_error")
    addErrors { name, values in table.add(name, values) }
    table.add(states: result.mean)
    if let errors = result.standardError { table.add(states: errors, suffix: "_standard_error") }
    return table
  }

  /// Arrays `times`, `beta`, the means `m`, `d`, `Q`, `E`, `R`, `D` with time as the first index,
  /// their `…_standard_error`, and with kept runs `…_runs` with the run as the first index.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    archive.add("times", shape: [times.count], times)
    beta.add(to: &archive)
    betaStandardError?.add(to: &archive, suffix: "_standard_error")
    addErrors { name, values in archive.add(name, shape: [values.count], values) }
    archive.add(states: result.mean)
    if let errors = result.standardError { archive.add(states: errors, suffix: "_standard_error") }
    if let runs = result.runs { archive.add(runs: runs, suffix: "_runs") }
    return archive
  }

  private func addErrors(_ add: (String, [Double]) -> Void) {
    for form in GeneralizationError.allCases {
      guard let estimate = result.generalizationErrors[form] else { continue }
      let name = "generalization_error_\(form.rawValue)"
      add(name, estimate.mean)
      if let errors = estimate.standardError { add("\(name)_standard_error", errors) }
    }
  }
}
