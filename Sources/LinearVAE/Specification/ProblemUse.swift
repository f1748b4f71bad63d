/// What is done with a problem file, which decides how much of it must fit together.
///
/// What is impossible in itself, such as an unknown key or a negative dimension, is refused whatever the
/// use. What fits only together with other values is looked at where it is used.
public struct ProblemUse: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: Int

  /// A set with the given bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Training is followed from the initial state.
  public static let start = ProblemUse(rawValue: 1)
  /// States are recorded at the times.
  public static let recording = ProblemUse(rawValue: 2)
  /// Runs at finite `N` are simulated.
  public static let simulation = ProblemUse(rawValue: 4)

  /// Everything in the file.
  public static let everything: ProblemUse = [.start, .recording, .simulation]
}
