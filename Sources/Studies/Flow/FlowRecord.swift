import LinearVAE
import NumericKit
import Storage

/// A study of the flow as it is stored: the fields of the command's JSON.
public struct FlowRecord: Sendable, Encodable {
  struct Solver: Sendable, Encodable {
    let method: String
    let steps: Int
    let rejected: Int
    let evaluations: Int
    let jacobians: Int
    let factorizations: Int
    /// Steps, of all, that the stiff method took.
    let stiff_steps: Int
    /// Changes between the explicit and the stiff method.
    let switches: Int
  }

  let problem: ProblemSpecification
  let times: [Double]
  /// A number a time; `M` numbers a time under a feedback law that weighs latents one by one.
  let beta: EffectiveBeta
  let states: [OrderParameters]
  /// `null` where the squares of huge order parameters overflow.
  let generalization_error: [String: [Nullable]]
  let solver: Solver

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The solution.
  ///   - problem: The specification it was made from.
  public init(_ study: FlowStudy, of problem: ProblemSpecification) {
    self.problem = problem
    times = study.times
    beta = study.beta
    states = study.states
    generalization_error = Dictionary(
      uniqueKeysWithValues: GeneralizationError.allCases.map {
        ($0.rawValue, study.generalizationError($0).map { Nullable($0) })
      })
    let cost = study.statistics
    solver = Solver(
      method: study.method, steps: cost.steps, rejected: cost.rejected,
      evaluations: cost.evaluations, jacobians: cost.jacobians,
      factorizations: cost.factorizations, stiff_steps: cost.stiffSteps, switches: cost.switches)
  }
}

extension FlowStudy {
  /// One row per time: `t`, `β` (or `β` of each latent), the generalization errors, every order parameter.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add("t", times)
    beta.add(to: &table)
    for form in GeneralizationError.allCases {
      table.add("generalization_error_\(form.rawValue)", generalizationError(form))
    }
    table.add(states: states)
    return table
  }

  /// Arrays `times`, `beta`, `m`, `d`, `Q`, `E`, `R`, `D` with time as the first index, and one
  /// `generalization_error_…` per definition.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    archive.add("times", shape: [times.count], times)
    beta.add(to: &archive)
    for form in GeneralizationError.allCases {
      archive.add(
        "generalization_error_\(form.rawValue)", shape: [times.count], generalizationError(form))
    }
    archive.add(states: states)
    return archive
  }
}
