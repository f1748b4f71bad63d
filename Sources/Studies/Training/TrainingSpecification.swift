import Fitting
import LinearVAE
import NumericKit
import Spectra
import Storage

/// What to train on a table, and what was planned for it.
public struct TrainingSpecification: Sendable, Hashable {
  /// Model, loss, optimiser and length.
  public var plan: PlanSpecification
  /// Whether to train on all rows at once: to convergence, or for as many steps as the plan has.
  public var isFullBatch = true
  /// Rows in a step of other training.
  public var batch = 128
  /// A law that `β` follows in place of that of the plan, its times in steps.
  public var law: FeedbackLaw?
  /// `λ`, which adds `½λ(‖W‖² + ‖V‖²)` to the loss as it is written.
  public var weightDecay = 0.0
  /// Whether steps move `D` or `ln D`.
  public var variance = VarianceParametrization.log
  /// Whether latents start along the eigen-directions, as predicted curves do, or at random.
  public var startsAligned = false

  /// Training as a plan has it.
  public init(_ plan: PlanSpecification) { self.plan = plan }

  /// The fit that this asks for.
  ///
  /// - Throws: `InvalidProblem` for steps without a learning rate.
  package func fit(columns: Int) throws(InvalidProblem) -> FitSpecification {
    let weight: KLWeight =
      law.map { .feedback($0) }
      ?? .schedule(plan.schedule.map { $0.scaled(by: plan.beta) } ?? .constant(plan.beta))
    var fit = FitSpecification(
      latents: plan.latents, decoder: plan.decoder, weight: weight,
      method: .convergence(starts: plan.decoder.isGaussian ? 1 : 2))
    if let length = plan.length {
      guard let rate = plan.learningRate else {
        throw InvalidProblem(
          "learning_rate", found: "nothing", allowed: "a number > 0",
          advice: "steps of \(plan.optimizer.rawValue) have a size; without steps a fit goes to "
            + "convergence")
      }
      fit.method = .steps(
        FitSpecification.Steps(
          plan.optimizer, learningRate: rate, batch: isFullBatch ? nil : batch, count: length.steps
        ))
    }
    fit.lossScale = plan.loss?.reconstructionWeight ?? 1
    (fit.weightDecay, fit.variance, fit.seed) = (weightDecay, variance, plan.seed)
    let overlap = plan.startOverlap ?? 1 / Double(columns).squareRoot()
    fit.start = startsAligned ? .aligned(overlap: overlap) : .random(scale: overlap)
    return fit
  }
}

extension Likelihood {
  /// Whether its loss is a squared error.
  var isGaussian: Bool {
    switch self {
    case .gaussian, .gaussianLearned, .gaussianLearnedPerColumn: true
    default: false
    }
  }
}

/// The table that a model is trained on, and how it is read.
public struct TrainingTable: Sendable {
  /// The rows, or a covariance.
  public var table: DataTable
  /// Whether columns are divided by their standard deviations.
  public var isStandardized = false
  /// What each row counts; `nil` if all count alike.
  public var weights: [Double]?
  /// The rows that a covariance is of; `nil` for rows.
  public var samples: Int?

  /// A table of rows that count alike.
  public init(_ table: DataTable) { self.table = table }
}
