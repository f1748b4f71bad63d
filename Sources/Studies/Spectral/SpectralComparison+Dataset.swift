import LinearVAE
import NumericKit
import Storage

extension SpectralComparison {
  /// Flow and simulation beside each other, with scores and verdict.
  package func dataset(of problem: SpectralSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Times, in steps divided by N.", over: "time")
    // What is the same for both: not the β that follows from the state.
    let isSteered = flow.problem.training.feedback != nil
    let shared = ["times", "variance", "share"] + (isSteered ? [] : ["beta"])
    data.add(flow.dataset(of: problem), below: "flow") { $0.name != "times" }
    data.add(simulation.dataset(of: problem), prefix: "simulation_", below: "simulation") {
      !shared.contains($0.name)
    }
    data.add(
      records: scores, at: "z[]", prefix: "z_",
      "standard errors by which the mean over runs lies above the flow", over: "time")
    data.add(verdict: verdict)
    guard let gaussian, let gaussianScores else { return data }
    var other = Dataset(rows: "time")
    other.add(gaussian.dataset(of: problem), prefix: "gaussian_", below: "simulation") {
      !shared.contains($0.name)
    }
    other.add(
      records: gaussianScores, at: "z[]", prefix: "gaussian_z_",
      "standard errors by which the mean over runs lies above that of Gaussian data at the same N",
      over: "time")
    other.add(verdict: gaussianVerdict, prefix: "gaussian_")
    data.add(other, below: "gaussian")
    return data
  }
}
