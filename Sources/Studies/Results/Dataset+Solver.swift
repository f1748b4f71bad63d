import NumericKit
import Storage

extension IntegrationStatistics {
  /// The methods that took the steps.
  var methodName: String {
    switch stiffSteps {
    case 0: return "tsitouras5"
    case steps: return "rodas5p"
    default: return "tsitouras5+rodas5p"
    }
  }
}

extension Dataset {
  /// Adds what an integration cost.
  mutating func add(solver cost: IntegrationStatistics) {
    add(
      "solver_method", .texts([cost.methodName]), "Integrators that were used.",
      at: "solver.method")
    for (name, count, meaning) in [
      ("steps", cost.steps, "Accepted steps."),
      ("rejected", cost.rejected, "Steps that were tried again."),
      ("evaluations", cost.evaluations, "Evaluations of the flow."),
      ("jacobians", cost.jacobians, "Jacobians computed."),
      ("factorizations", cost.factorizations, "Matrices factorised."),
      ("stiff_steps", cost.stiffSteps, "Steps of the method for stiff problems."),
      ("switches", cost.switches, "Changes between the methods."),
    ] {
      add("solver_\(name)", .whole([count]), meaning, at: "solver.\(name)")
    }
  }
}
