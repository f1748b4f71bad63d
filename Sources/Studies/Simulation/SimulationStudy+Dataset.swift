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
    data.add("times", .numbers(times), "Times, in steps divided by N.", over: "time")
    data.add(beta)
    if let errors = betaStandardError {
      data.add(errors, named: "beta_standard_error", "Standard error of that weight over runs.")
    }
    let missing = Array(repeating: Double.nan, count: times.count)
    for form in GeneralizationError.allCases {
      guard let estimate = result.generalizationErrors[form] else { continue }
      let (name, path) = (
        "generalization_error_\(form.rawValue)", "generalization_error.\(form.rawValue)"
      )
      data.add(
        name, .numbers(estimate.mean), Dataset.meaning(of: form), at: "\(path).mean", over: "time"
      )
      data.add(
        "\(name)_standard_error", .numbers(estimate.standardError ?? missing),
        "Standard error of its mean over runs.", at: "\(path).standard_error", over: "time")
    }
    data.add(states: result.mean, at: "mean[]", "mean over runs", over: "time")
    let errors =
      result.standardError ?? result.mean.map { $0.combined(with: $0) { _, _ in .nan } }
    data.add(
      states: errors, at: "standard_error[]", suffix: "_standard_error",
      "standard error of the mean over runs",
      over: "time")
    if let runs = result.runs {
      data.add(
        states: runs.flatMap { $0 }, at: "runs[][]", suffix: "_runs", "in each run",
        shape: [runs.count, times.count], over: "run", "time")
    }
    data.add("replicas", .whole([result.replicas]), "Number of independent runs.")
    data.add("dimension", .whole([settings.dimension]), "Dimension N.")
    data.add("method", .texts([settings.method.rawValue]), "`exact` or `vector` simulation.")
    data.note("seed", settings.seed, "Seed of all random numbers.")
    data.add("steps", .whole([result.totalSteps]), "Steps of all runs together.")
    return data
  }
}
