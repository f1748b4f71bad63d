/// What the times of a schedule are counted in.
public enum ScheduleUnit: String, Sendable, Hashable, Codable, CaseIterable {
  /// Steps of training.
  case steps
  /// Passes through the data.
  case epochs
  /// `t = steps / N`, as in a problem file.
  case t
  /// `τt = learning rate × steps`, as in a problem file with `rates: limit`, (units).
  case flow
}

extension ScheduleUnit: CustomStringConvertible {
  /// The unit for people: "t = steps / N".
  public var description: String {
    switch self {
    case .steps: "steps"
    case .epochs: "epochs"
    case .t: "t = steps / N"
    case .flow: "τt = learning rate × steps"
    }
  }
}

/// What is known of a run that turns steps and epochs into other units.
public struct RunUnits: Sendable, Hashable {
  /// `N`, the number of coordinates of a sample.
  public var dimension: Int?
  /// The learning rate of plain SGD on the loss ½‖x − x̂‖² + β KL.
  public var learningRate: Double?
  /// How many steps make an epoch.
  public var stepsPerEpoch: Int?
  /// How many steps the run has.
  public var steps: Int?

  /// Longer runs are refused: up to here every step is a `Double` of its own.
  public static let stepLimit = 1_000_000_000_000_000

  /// What is known; `nil` for what is not.
  public init(
    dimension: Int? = nil, learningRate: Double? = nil, stepsPerEpoch: Int? = nil,
    steps: Int? = nil
  ) {
    self.dimension = dimension
    self.learningRate = learningRate
    self.stepsPerEpoch = stepsPerEpoch
    self.steps = steps
  }
}

/// The time of each step, (steps): a unit with all that it takes to convert to it.
public struct ScheduleClock: Sendable, Hashable {
  /// What times are counted in.
  public let unit: ScheduleUnit
  /// Steps per unit; of `flow` the learning rate, units per step.
  private let scale: Double

  /// The clock of a unit; `nil` when the number that the unit needs is not known.
  public init?(_ unit: ScheduleUnit, in run: RunUnits) {
    self.unit = unit
    let known: Double?
    switch unit {
    case .steps: known = 1
    case .epochs: known = run.stepsPerEpoch.map(Double.init)
    case .t: known = run.dimension.map(Double.init)
    case .flow: known = run.learningRate
    }
    guard let known else { return nil }
    scale = known
  }

  /// The time at a step, counted from 0; or what a number of steps takes.
  public func time(atStep step: Double) -> Double {
    unit == .flow ? scale * step : step / scale
  }

  /// The step, with its fraction, at a time.
  public func step(atTime time: Double) -> Double {
    unit == .flow ? time / scale : time * scale
  }

  /// Steps in one unit of time.
  public var stepsPerUnit: Double { step(atTime: 1) }

  /// The unit with its number, for people: "t = steps / 500".
  public var description: String {
    switch unit {
    case .steps: "steps"
    case .epochs: "epochs of \(Int(scale)) steps"
    case .t: "t = steps / \(Int(scale))"
    case .flow: "τt = \(scale) × steps"
    }
  }

  package func pythonTime(ofStep step: String) -> String {
    switch unit {
    case .steps: step
    case .epochs, .t: "\(step) / \(Int(scale))"
    case .flow: "\(scale) * \(step)"
    }
  }
}
