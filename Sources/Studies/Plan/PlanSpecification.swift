import LinearVAE
import MeanField
import NumericKit
import Spectra
import Storage

/// What to plan: a linear β-VAE for a data set, and how it would be trained.
public struct PlanSpecification: Sendable, Hashable {
  /// `M`, the number of latents of the model.
  public var latents: Int
  /// `β` in the loss `‖x − x̂‖²/(2σ²) + β KL`.
  public var beta: Double
  /// `σ²`, the decoder's variance, in squared units of the data.
  public var decoderVariance: Double
  /// The loss in the user's words, which `β` and `σ² = 1` stand for; `nil` for the loss above itself.
  public private(set) var loss: LossConvention?
  /// The flow time of one step of plain SGD at learning rate 1, (units): `2a` for a loss
  /// `a‖x − x̂‖² + b KL`, so `1/σ²` for the loss above.
  public var learningRateFactor: Double { loss?.learningRateFactor ?? 1 / decoderVariance }
  /// The learning rate of plain SGD, if plateaus are wanted in steps.
  public var learningRate: Double?
  /// The length of decoder and encoder vectors along their eigen-directions at the start, in units
  /// of the data; `1/√N` if `nil`, the typical overlap of a random unit vector.
  public var startOverlap: Double?

  /// Steps of plain SGD that make one unit of flow time; `nil` if no learning rate was given.
  public var stepsPerTime: Double? { learningRate.map { 1 / ($0 * learningRateFactor) } }

  /// A plan for a loss with decoder variance `σ²`.
  public init(
    latents: Int, beta: Double = 1, decoderVariance: Double = 1, learningRate: Double? = nil,
    startOverlap: Double? = nil
  ) {
    self.latents = latents
    self.beta = beta
    self.decoderVariance = decoderVariance
    self.learningRate = learningRate
    self.startOverlap = startOverlap
  }

  /// A plan for a loss in the user's words, in the units of the loss `‖x − x̂‖²/2 + β KL`.
  public init(
    latents: Int, loss: LossConvention, learningRate: Double? = nil, startOverlap: Double? = nil
  ) {
    self.init(
      latents: latents, beta: loss.level, learningRate: learningRate,
      startOverlap: startOverlap)
    self.loss = loss
  }

  /// The weight of the KL term in the loss: as it is written, or `β`.
  public var klWeight: Double { klWeight(atBeta: beta) }

  /// The weight of the KL term, in the words of the loss, that stands for another `β`.
  public func klWeight(atBeta beta: Double) -> Double {
    guard let loss else { return beta }
    // As it was written, without rounding.
    guard beta != loss.level else { return loss.writtenKLWeight }
    return beta * (loss.writtenKLWeight / loss.level)
  }
}

extension PlanSpecification {
  /// Plans for the spectrum of a data set.
  ///
  /// ```swift
  /// let table = try DataTable(contentsOf: "digits.csv")
  /// let plan = try PlanSpecification(latents: 16, beta: 60).run(on: DataSpectrum(of: table))
  /// ```
  ///
  /// - Parameters:
  ///   - spectrum: The covariance eigenvalues of the data.
  ///   - remarks: What was noticed in the data file, which becomes advice.
  ///   - context: How the work is carried out.
  /// - Returns: The plan; without a curve if the flow cannot be followed.
  /// - Throws: `InvalidProblem` for a number out of range, or
  ///   `RunCancelled`.
  public func run(
    on spectrum: DataSpectrum, remarks: [TableRemark] = [], _ context: RunContext = .current
  ) throws -> Plan {
    try validate()
    let forecast = try LatentForecast(
      eigenvalues: spectrum.eigenvalues, latents: latents, beta: beta,
      decoderVariance: decoderVariance)
    var (curve, failure) = (LearningCurve?.none, FlowError?.none)
    do {
      curve = try LearningCurve(
        of: forecast, totalVariance: spectrum.totalVariance,
        startOverlap: startOverlap ?? forecast.typicalOverlap, context)
    } catch let error as FlowError {
      failure = error
    }
    return Plan(
      specification: self, spectrum: spectrum, remarks: remarks,
      noise: NoiseEstimate(of: spectrum), forecast: forecast, curve: curve, curveFailure: failure)
  }

  /// Checks what a forecast does not: the start and the learning rate.
  ///
  /// - Throws: `InvalidProblem` with key path `start_overlap` or `learning_rate`, when a number, or
  ///   the steps that make a unit of flow time, are outside `LatentForecast.supportedRange`.
  public func validate() throws(InvalidProblem) {
    let range = LatentForecast.supportedRange
    func require(_ keyPath: String, _ value: Double?, _ found: String) throws(InvalidProblem) {
      guard let value, !range.contains(value) else { return }
      throw InvalidProblem(
        keyPath, found: found, allowed: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    try require("start_overlap", startOverlap, "\(startOverlap ?? .nan)")
    try require("learning_rate", learningRate, "\(learningRate ?? .nan)")
    try require(
      "learning_rate", stepsPerTime, "\(stepsPerTime ?? .nan) steps that make a unit of flow time")
  }
}
