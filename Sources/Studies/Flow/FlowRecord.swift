import LinearVAE
import NumericKit

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
  let beta: [Double]
  let states: [OrderParameters]
  let generalization_error: [String: [Double]]
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
        ($0.rawValue, study.generalizationError($0))
      })
    let cost = study.statistics
    solver = Solver(
      method: study.method, steps: cost.steps, rejected: cost.rejected,
      evaluations: cost.evaluations, jacobians: cost.jacobians,
      factorizations: cost.factorizations, stiff_steps: cost.stiffSteps, switches: cost.switches)
  }
}

extension FlowStudy {
  /// One row per time: `t`, `β`, the generalization errors, every order parameter.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add("t", times)
    table.add("beta", beta)
    for form in GeneralizationError.allCases {
      table.add("generalization_error_\(form.rawValue)", generalizationError(form))
    }
    let (M, F) = (problem.latents, problem.data.factors)
    func add(_ name: String, columns: Int, _ matrix: (OrderParameters) -> Matrix) {
      for k in 0..<M {
        for l in 0..<columns {
          table.add("\(name)_\(k + 1)_\(l + 1)", states.map { matrix($0)[k, l] })
        }
      }
    }
    add("m", columns: F) { $0.m }
    add("d", columns: F) { $0.d }
    add("Q", columns: M) { $0.Q }
    add("E", columns: M) { $0.E }
    add("R", columns: M) { $0.R }
    for k in 0..<M { table.add("D_\(k + 1)", states.map { $0.D[k] }) }
    return table
  }

  /// Arrays `times`, `beta`, `m`, `d`, `Q`, `E`, `R`, `D` with time as the first index, and one
  /// `generalization_error_…` per definition.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    let (T, M, F) = (times.count, problem.latents, problem.data.factors)
    archive.add("times", shape: [T], times)
    archive.add("beta", shape: [T], beta)
    for form in GeneralizationError.allCases {
      archive.add(
        "generalization_error_\(form.rawValue)", shape: [T], generalizationError(form))
    }
    archive.add("m", shape: [T, M, F], states.flatMap(\.m.elements))
    archive.add("d", shape: [T, M, F], states.flatMap(\.d.elements))
    archive.add("Q", shape: [T, M, M], states.flatMap(\.Q.elements))
    archive.add("E", shape: [T, M, M], states.flatMap(\.E.elements))
    archive.add("R", shape: [T, M, M], states.flatMap(\.R.elements))
    archive.add("D", shape: [T, M], states.flatMap(\.D))
    return archive
  }
}
