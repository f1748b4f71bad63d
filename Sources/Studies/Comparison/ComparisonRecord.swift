import LinearVAE

/// A comparison as it is stored: the fields of the command's JSON.
public struct ComparisonRecord: Sendable, Encodable {
  let problem: ProblemSpecification
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
  }
}

extension ComparisonStudy {
  /// What is the same for theory and simulation: not the `β` that follows from the state.
  private var shared: [String] {
    ["t", "times"] + (flow.problem.training.feedback == nil ? ["beta"] : [])
  }

  /// One row per time: the columns of the flow, then those of the simulation with `simulation_`
  /// before their names.
  public var table: ColumnTable {
    var table = flow.table
    for column in simulation.table.columns where !shared.contains(column.name) {
      table.add(column, named: "simulation_\(column.name)")
    }
    return table
  }

  /// The arrays of the flow, then those of the simulation with `simulation_` before their names.
  public var archive: NPZArchive {
    var archive = flow.archive
    for entry in simulation.archive.entries where !shared.contains(entry.name) {
      archive.add(entry, named: "simulation_\(entry.name)")
    }
    return archive
  }
}
