/// What the calibration study says of a network for which a linear model was planned.
public struct NetworkForecast: Sendable, Hashable {
  /// The network as it was declared.
  public let network: DeclaredNetwork
  /// The level over the largest eigenvalue.
  public let ratio: Double
  /// Whether the weight of the KL term rises as the study's did; otherwise it is the same at all steps.
  public let isRamped: Bool
  /// Where the KL divergence of all latents together is expected, in nats, if the run does not stick; `nil`
  /// outside of what was studied.
  public let interval: ClosedRange<Double>?
  /// How many data sets the interval is from, and how many runs.
  public let dataSets: Int, intervalRuns: Int
  /// The share of those runs that lie in the interval which the other data sets give.
  public let coverage: Double?
  /// Runs of such networks under a constant weight, and with one that rises.
  public let constant: Tally, ramped: Tally
  /// Why the study does not say; `nil` if it does.
  public let gap: String?

  /// How many of some runs stuck at no KL although latents can live.
  public struct Tally: Sendable, Hashable {
    /// All of the runs.
    public let runs: Int
    /// Those that stuck.
    public let stuck: Int

    /// The share that stuck; `nil` without runs.
    public var share: Double? { runs > 0 ? Double(stuck) / Double(runs) : nil }

    init(_ runs: [CalibrationRun]) {
      (self.runs, stuck) = (runs.count, runs.count(where: \.isStuck))
    }
  }
}
