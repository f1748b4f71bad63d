import FiniteSize
import LinearVAE
import NumericKit
import Storage

/// A comparison as it is stored: the fields of the command's JSON.
public struct ComparisonRecord: Sendable, Encodable {
  struct Deviation: Sendable, Encodable {
    let z: Double
    let quantity: String
    /// From 0; one of `D`.
    let indices: [Int]
    let time: Double
  }
  struct Chance: Sendable, Encodable {
    /// How many numbers were compared.
    let numbers: Int
    let degrees_of_freedom: Int
    /// The probability of a false "beyond chance", at most.
    let level: Double
    /// The `|z|` that chance exceeds with that probability, at most.
    let critical_z: Nullable
    /// The probability that chance gives so large a deviation, at most.
    let probability: Double
  }

  let problem: ProblemSpecification
  /// "within chance" or "beyond chance"; like what is behind it `null` where there is no `z`.
  let verdict: NullableText
  let largest_z: Deviation?
  let chance: Chance?
  let times: [Double]
  let flow: FlowRecord
  let simulation: SimulationRecord
  /// Standard errors of the mean over runs from the flow to that mean.
  let z: [StateRecord]

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The result.
  ///   - problem: The specification it was made from, as it was run.
  public init(_ study: ComparisonStudy, of problem: ProblemSpecification) {
    self.problem = problem
    times = study.times
    flow = FlowRecord(study.flow, of: problem)
    simulation = SimulationRecord(study.simulation, of: problem)
    z = study.scores
    let found = study.verdict
    verdict = NullableText(found?.name)
    largest_z = found.map { verdict in
      let largest = verdict.largest
      return Deviation(
        z: largest.score, quantity: largest.quantity, indices: largest.indices, time: largest.time)
    }
    chance = found.map { verdict in
      Chance(
        numbers: verdict.numbers, degrees_of_freedom: verdict.degreesOfFreedom,
        level: ComparisonVerdict.level, critical_z: Nullable(verdict.criticalScore),
        probability: verdict.probability)
    }
  }
}

extension ComparisonStudy {
  /// What is the same for theory and simulation: not the `β` that follows from the state.
  private var shared: [String] {
    ["t", "times"] + (flow.problem.training.feedback == nil ? ["beta"] : [])
  }

  /// One row per time: the columns of the flow, those of the simulation with `simulation_` before their
  /// names, and the scores with `z_` before theirs.
  public var table: ColumnTable {
    var table = flow.table
    for column in simulation.table.columns where !shared.contains(column.name) {
      table.add(column, named: "simulation_\(column.name)")
    }
    if let scores = scoreStates {
      var columns = ColumnTable()
      columns.add(states: scores)
      for column in columns.columns { table.add(column, named: "z_\(column.name)") }
    }
    return table
  }

  /// The arrays of the flow, those of the simulation with `simulation_` before their names, the scores
  /// with `z_` before theirs, and of the verdict the text `verdict` and the numbers `largest_z`,
  /// `critical_z` and `probability`.
  public var archive: NPZArchive {
    var archive = flow.archive
    for entry in simulation.archive.entries where !shared.contains(entry.name) {
      archive.add(entry, named: "simulation_\(entry.name)")
    }
    if let scores = scoreStates {
      var arrays = NPZArchive()
      arrays.add(states: scores)
      for entry in arrays.entries { archive.add(entry, named: "z_\(entry.name)") }
    }
    if let verdict {
      archive.add("verdict", shape: [1], texts: [verdict.name])
      archive.add("largest_z", shape: [1], [verdict.largest.score])
      archive.add("critical_z", shape: [1], [verdict.criticalScore])
      archive.add("probability", shape: [1], [verdict.probability])
    }
    return archive
  }

  /// The scores in the shape of states, not numbers where there is none; `nil` for a single run.
  private var scoreStates: [OrderParameters]? {
    guard simulation.result.standardError != nil else { return nil }
    return scores.map { record in
      func matrix(_ rows: [[Nullable]]) -> Matrix {
        Matrix(
          rows: rows.count, columns: rows.first?.count ?? 0,
          elements: rows.joined().map { $0.value ?? .nan })
      }
      return OrderParameters(
        m: matrix(record.m), d: matrix(record.d), Q: matrix(record.Q), E: matrix(record.E),
        R: matrix(record.R), D: record.D.map { $0.value ?? .nan })
    }
  }
}
