import LinearVAE
import Storage

/// One run of SGD that can be stopped and continued at any step.
package protocol SimulationRun: Sendable {
  /// Steps done.
  var step: Int { get }
  /// The order parameters after ``step`` steps, as the numbers of ``StateBlocks``.
  var numbers: [Double] { get }
  /// The weight of each latent's KL term at ``step``, under a feedback law; `nil` under a schedule.
  var weights: [Double]? { get }
  /// All that the run needs to go on, exactly.
  var snapshot: RunSnapshot { get }

  /// Goes on until a number of steps has been done.
  ///
  /// - Parameter target: The total number of steps, at least ``step``.
  /// - Throws: ``SimulationError`` with the step that failed.
  mutating func advance(to target: Int) throws(SimulationError)

  /// ``numbers``, if all of them are of a size with which one can calculate.
  ///
  /// - Throws: `SimulationError.diverged`.
  func observe() throws(SimulationError) -> [Double]
}

/// A run that follows the schedule of its configuration, one smooth stretch of `β` at a time.
protocol ConfiguredRun: SimulationRun {
  var step: Int { get set }
  var configuration: RunConfiguration { get }
  /// The feedback law, if `β` follows one.
  var regulation: Regulation? { get }

  /// Goes to the end of a stretch, or to a step that fails, and leaves ``step`` as it is.
  ///
  /// - Parameter stretch: Steps from ``step`` on.
  /// - Returns: The steps done since the start of the run, the failing one included, and the latent
  ///   whose variance failed, if one did.
  mutating func follow(_ stretch: StepSchedule.Stretch) -> (done: Int, failing: Int?)
}

extension ConfiguredRun {
  package mutating func advance(to target: Int) throws(SimulationError) {
    while step < target {
      let (done, failing) = follow(configuration.schedule.stretch(at: step, limit: target))
      step = done
      if let failing {
        throw configuration.failure(
          latent: failing, step: step, numbers: numbers, beta: lastWeight(ofLatent: failing))
      }
    }
  }
}

extension ConfiguredRun {
  package func observe() throws(SimulationError) -> [Double] {
    let numbers = numbers
    // Beyond it the square of a deviation from the mean, which its error needs, would be infinite.
    guard numbers.allSatisfy({ $0.magnitude < 1e150 }) else {
      throw .diverged(step: step, time: configuration.time(of: step))
    }
    return numbers
  }
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
