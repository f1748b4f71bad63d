import LinearVAE
import NumericKit
import Storage

extension Comparison {
  /// Flow and simulation beside each other, with scores and verdict.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Times, in steps divided by N.", over: "time")
    data.add(flow.dataset(of: problem), below: "flow") { $0.name != "times" }
    // What is the same for both: not the β that follows from the state.
    let shared = ["times"] + (flow.problem.training.feedback == nil ? ["beta"] : [])
    data.add(simulation.dataset(of: problem), prefix: "simulation_", below: "simulation") {
      !shared.contains($0.name)
    }
    data.add(
      states: scores, at: "z[]", prefix: "z_",
      "standard errors by which the mean over runs lies above the flow", over: "time")
    if let ratios = spreadRatios {
      data.add(
        "spread_ratio", .numbers(ratios),
        "Standard deviation over runs by that of the theory: median over order parameters.",
        over: "time")
    }
    data.add(verdict: verdict)
    return data
  }
}

extension Dataset {
  /// Adds what chance makes of the largest score.
  ///
  /// - Parameters:
  ///   - found: The verdict; `nil` without a score.
  ///   - prefix: Begins the names of columns.
  mutating func add(verdict found: ComparisonVerdict?, prefix: String = "") {
    add(
      "\(prefix)verdict", .texts([found?.name]),
      "`within chance` or `beyond chance`: whether chance explains the largest |z|.",
      at: "verdict")
    note("largest_z", found.map(\.largest.dataset), "Largest z, and where it is.")
    addColumn("\(prefix)largest_z", .optionals([found?.largest.score]), "Largest z.")
    note("chance", found.map(\.chance), "How likely chance gives as much.")
    addColumn(
      "\(prefix)critical_z", .optionals([found?.criticalScore]),
      "|z| that chance exceeds with the probability `level`.")
    addColumn(
      "\(prefix)probability", .optionals([found?.probability]),
      "Probability of so large a |z| by chance, at most.")
  }
}

extension ComparisonVerdict.Deviation {
  fileprivate var dataset: Dataset {
    var data = Dataset()
    data.add(
      "z", .numbers([score]),
      "Largest z: standard errors by which the mean over runs lies above what it is compared with.")
    data.add(
      "quantity", .texts([quantity]),
      "Order parameter that has it; `group_Q` and the like are of a group of directions.")
    data.add(
      "indices", .whole(indices),
      "Its indices, counted from 0; D has one, those of a group begin with the group.",
      over: "index")
    data.add("time", .numbers([time]), "Time at which it has it, in steps divided by N.")
    return data
  }
}

extension ComparisonVerdict {
  fileprivate var chance: Dataset {
    var data = Dataset()
    data.add("numbers", .whole([numbers]), "How many numbers were compared.")
    data.add(
      "degrees_of_freedom", .whole([degreesOfFreedom]),
      "Degrees of freedom of Student's t: one less than runs.")
    data.add("level", .numbers([Self.level]), "Probability of a false `beyond chance`, at most.")
    data.add(
      "critical_z", .numbers([criticalScore]),
      "|z| that chance exceeds with the probability `level`.")
    data.add(
      "probability", .numbers([probability]), "Probability of so large a |z| by chance, at most.")
    return data
  }
}
