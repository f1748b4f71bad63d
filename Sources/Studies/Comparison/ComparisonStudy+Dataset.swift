import LinearVAE
import NumericKit
import Storage

extension Comparison {
  /// Flow and simulation beside each other, with scores and verdict.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Steps divided by N.", over: "time")
    data.add(flow.dataset(of: problem), below: "flow") { $0.name != "times" }
    // What is the same for both: not the β that follows from the state.
    let shared = ["times"] + (flow.problem.training.feedback == nil ? ["beta"] : [])
    data.add(simulation.dataset(of: problem), prefix: "simulation_", below: "simulation") {
      !shared.contains($0.name)
    }
    data.add(
      states: scores, at: "z[]", prefix: "z_",
      "Standard errors of the mean over runs from the flow to that mean.", over: "time")
    let found = verdict
    data.add(
      "verdict", .texts([found?.name]), "Whether the largest |z| is what chance gives.")
    data.note("largest_z", found.map(\.largest.dataset), "The largest z, and of what.")
    data.addColumn("largest_z", .optionals([found?.largest.score]), "The largest z.")
    data.note("chance", found.map(\.chance), "What chance makes of it.")
    data.addColumn(
      "critical_z", .optionals([found?.criticalScore]), "|z| that chance exceeds at the level.")
    data.addColumn(
      "probability", .optionals([found?.probability]), "Of so large a deviation, at most.")
    return data
  }
}

extension ComparisonVerdict.Deviation {
  fileprivate var dataset: Dataset {
    var data = Dataset()
    data.add("z", .numbers([score]), "Standard errors of the mean over runs.")
    data.add("quantity", .texts([quantity]), "The order parameter.")
    data.add("indices", .whole(indices), "From 0; one of D.", over: "index")
    data.add("time", .numbers([time]), "Steps divided by N.")
    return data
  }
}

extension ComparisonVerdict {
  fileprivate var chance: Dataset {
    var data = Dataset()
    data.add("numbers", .whole([numbers]), "How many numbers were compared.")
    data.add("degrees_of_freedom", .whole([degreesOfFreedom]), "Runs but one.")
    data.add("level", .numbers([Self.level]), "Of a false \"beyond chance\", at most.")
    data.add("critical_z", .numbers([criticalScore]), "|z| that chance exceeds at the level.")
    data.add("probability", .numbers([probability]), "Of so large a deviation, at most.")
    return data
  }
}
