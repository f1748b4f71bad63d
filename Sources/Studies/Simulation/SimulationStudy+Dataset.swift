import FiniteSize
import LinearVAE
import Storage

extension SimulationStudy {
  /// Means over runs and their standard errors, which a single run lacks.
  ///
  /// - Parameter problem: The specification it was made from, as it was run.
  /// - Returns: What a command writes, in any format.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Steps divided by N.", over: "time")
    data.add(beta)
    if let errors = betaStandardError {
      data.add(errors, named: "beta_standard_error", "Its standard error.")
    }
    let missing = Array(repeating: Double.nan, count: times.count)
    for form in GeneralizationError.allCases {
      guard let estimate = result.generalizationErrors[form] else { continue }
      let (name, path) = (
        "generalization_error_\(form.rawValue)", "generalization_error.\(form.rawValue)"
      )
      data.add(
        name, .numbers(estimate.mean), "(error) \(form.rawValue).", at: "\(path).mean", over: "time"
      )
      data.add(
        "\(name)_standard_error", .numbers(estimate.standardError ?? missing),
        "Its standard error.", at: "\(path).standard_error", over: "time")
    }
    data.add(states: result.mean, at: "mean[]", "Mean over runs.", over: "time")
    let errors =
      result.standardError ?? result.mean.map { $0.combined(with: $0) { _, _ in .nan } }
    data.add(
      states: errors, at: "standard_error[]", suffix: "_standard_error", "Standard error.",
      over: "time")
    if let runs = result.runs {
      data.add(
        states: runs.flatMap { $0 }, at: "runs[][]", suffix: "_runs", "Each run.",
        shape: [runs.count, times.count], over: "run", "time")
    }
    data.add("replicas", .whole([result.replicas]), "Independent runs.")
    data.add("dimension", .whole([settings.dimension]), "N.")
    data.add("method", .texts([settings.method.rawValue]), "How runs were simulated.")
    data.note("seed", settings.seed, "What all random numbers follow from.")
    data.add("steps", .whole([result.totalSteps]), "Steps of all runs together.")
    return data
  }
}
