import Fitting
import LinearVAE
import NumericKit
import Spectra
import Storage

extension PlanSpecification {
  /// Whether a pilot run can take the place of a predicted course: steps of Adam, of which the theory knows
  /// nothing, with a length and a learning rate.
  public var wantsPilot: Bool { optimizer == .adam && length != nil && learningRate != nil }
}

extension Plan {
  /// The plan with the course of a pilot run: training itself, of the linear model on these rows.
  ///
  /// - Parameters:
  ///   - data: The rows that the plan is for.
  ///   - batch: Rows in a step.
  ///   - context: How the work is carried out.
  /// - Returns: The same plan where ``PlanSpecification/wantsPilot`` does not hold.
  /// - Throws: What training throws.
  package func withPilot(
    on data: TrainingTable, batch: Int, _ context: RunContext = .current
  ) throws -> Plan {
    guard specification.wantsPilot else { return self }
    var training = TrainingSpecification(specification)
    (training.isFullBatch, training.batch) = (false, batch)
    // A model that cannot be trained here can be planned for all the same.
    guard let fit = try? training.fit(columns: data.table.columns),
      (try? fit.validate(columns: data.table.columns)) != nil
    else { return self }
    let result = try training.run(on: data, spectrum, context).fit
    var plan = self
    plan.pilot = LearningCurve(of: result.history)
    return plan
  }
}

extension Plan {
  /// The course of training, and whether its times are steps of a pilot run.
  var course: (curve: LearningCurve, isPilot: Bool)? {
    pilot.map { ($0, true) } ?? curve.map { ($0, false) }
  }
}

extension LearningCurve {
  /// The course that was measured, its times in steps.
  init(of history: FitHistory) {
    // Step 0 has no place on a logarithmic axis.
    let kept = history.steps.indices.filter { history.steps[$0] > 0 }
    times = kept.map { Double(history.steps[$0]) }
    kl = history.kl.map { latent in kept.map { latent[$0] } }
    distortion = kept.map { history.distortion[$0] }
    (band, steps) = (nil, history.steps.last ?? 0)
  }
}
