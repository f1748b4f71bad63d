/// Where the networks of the calibration study ended that are like the one at hand, whatever their kind.
public struct StudiedFactors: Sendable, Hashable {
  /// What one more run on other data tells over what is predicted, if it does not get stuck: the interval of
  /// the study, at its confidence of nine in ten.
  public let factors: ClosedRange<Double>
  /// How many runs that is from.
  public let runs: Int
  /// How many data sets they are on.
  public let dataSets: Int
}
