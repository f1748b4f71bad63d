/// How closely branches are followed.
///
/// Lengths are arclengths in units of the parameter's range and of the state's largest order
/// parameter, or of 1 if that is smaller.
public struct ContinuationOptions: Sendable, Hashable {
  /// The longest step, which also sets how smooth a plotted branch looks.
  public var longestStep: Double
  /// The shortest step tried before a branch is given up.
  public var shortestStep: Double
  /// The largest angle, in radians, by which the branch may turn in one step.
  public var largestTurn: Double
  /// Points of one branch.
  public var pointLimit: Int
  /// At how many values of the parameter fixed points are looked for to start from.
  public var seeds: Int
  /// From how many states each of these searches looks for correlated latents besides.
  public var mixedStarts: Int

  /// The defaults suit plots over the range.
  public init(
    longestStep: Double = 0.02, shortestStep: Double = 1e-8, largestTurn: Double = 0.2,
    pointLimit: Int = 4000, seeds: Int = 12, mixedStarts: Int = 0
  ) {
    self.longestStep = longestStep
    self.shortestStep = shortestStep
    self.largestTurn = largestTurn
    self.pointLimit = pointLimit
    self.seeds = seeds
    self.mixedStarts = mixedStarts
  }
}
