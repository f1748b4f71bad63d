import LinearVAE
import NumericKit
import Storage

extension FlowStudy {
  /// The states at the times asked for, and what the integration cost.
  ///
  /// - Parameter problem: The specification it was made from.
  /// - Returns: What a command writes, in any format.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Times in steps / N, or τt with rates: limit.", over: "time")
    data.add(beta)
    data.add(errorsOf: states, data: self.problem.data, at: "generalization_error", over: "time")
    data.add(states: states, at: "states[]", over: "time")
    data.add("solver_method", .texts([method]), "Integrators that were used.", at: "solver.method")
    let cost = statistics
    for (name, count, meaning) in [
      ("steps", cost.steps, "Accepted steps."),
      ("rejected", cost.rejected, "Steps that were tried again."),
      ("evaluations", cost.evaluations, "Evaluations of the flow."),
      ("jacobians", cost.jacobians, "Jacobians computed."),
      ("factorizations", cost.factorizations, "Matrices factorised."),
      ("stiff_steps", cost.stiffSteps, "Steps of the method for stiff problems."),
      ("switches", cost.switches, "Changes between the methods."),
    ] {
      data.add("solver_\(name)", .whole([count]), meaning, at: "solver.\(name)")
    }
    return data
  }
}
