import FiniteSize
import LinearVAE

extension ProblemSpecification {
  /// The runs on samples that are used again that this specification asks for.
  ///
  /// - Parameter options: A checkpoint is refused: such runs are short.
  /// - Returns: Runs that have not begun.
  /// - Throws: `InvalidProblem` for a section that is missing or a value that cannot be simulated.
  func fullBatchEnsemble(_ options: EnsembleOptions) throws(InvalidProblem) -> FullBatchEnsemble {
    try InvalidProblem.require(
      options.checkpoint == nil, "data.samples_per_dimension", found: "a checkpoint",
      allowed: "runs from start to end", advice: "runs on samples that are used again are not saved"
    )
    return try FullBatchEnsemble(
      problem, from: try initialState(), at: try requireTime().times,
      settings: try requireSimulation())
  }
}
