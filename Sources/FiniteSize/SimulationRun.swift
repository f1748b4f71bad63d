import LinearVAE
import NumericKit

/// One run of SGD that can be stopped and continued at any step.
package protocol SimulationRun: Sendable {
  /// Steps done.
  var step: Int { get }
  /// The order parameters after ``step`` steps, as the numbers of ``StateBlocks``.
  var numbers: [Double] { get }
  /// All that the run needs to go on, exactly.
  var snapshot: RunSnapshot { get }

  /// Goes on until a number of steps has been done.
  ///
  /// - Parameter target: The total number of steps, at least ``step``.
  /// - Throws: ``SimulationError`` with the step that failed.
  mutating func advance(to target: Int) throws(SimulationError)
}

/// The state of a run between two steps.
package struct RunSnapshot: Sendable, Hashable, Codable {
  /// Steps done.
  package var step: Int
  /// The state of the random numbers.
  package var generator: [UInt64]
  /// Arrays of the method, exactly as they are in memory.
  package var arrays: [ExactNumbers]
}
