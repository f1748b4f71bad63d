import LinearVAE
import NumericKit
import Storage

/// One run of SGD that can be stopped and continued at any step.
package protocol SimulationRun: Sendable {
  /// Steps done.
  var step: Int { get set }
  /// The order parameters after ``step`` steps, as the numbers of ``StateBlocks``.
  var numbers: [Double] { get }
  /// All that the run needs to go on, exactly.
  var snapshot: RunSnapshot { get }
  var configuration: RunConfiguration { get }
  /// The feedback law, if `β` follows one.
  var regulation: Regulation? { get }

  /// Goes to the end of a stretch, or to a step that fails, and leaves ``step`` as it is.
  ///
  /// - Parameter stretch: Steps from ``step`` on.
  /// - Returns: The steps done since the start of the run, the failing one included, and the latent
  ///   whose variance failed, if one did.
  mutating func follow(_ stretch: Stretch) -> (done: Int, failing: Int?)
}

extension SimulationRun {
  /// Goes on until a number of steps has been done, at least ``step``.
  ///
  /// - Throws: ``SimulationError`` with the step that failed.
  package mutating func advance(to target: Int) throws(SimulationError) {
    while step < target {
      let (done, failing) = follow(configuration.stretch(at: step, limit: target))
      step = done
      if let failing {
        let beta = regulation?.weights[failing] ?? configuration.reference(at: step - 1)
        throw configuration.failure(latent: failing, step: step, numbers: numbers, beta: beta)
      }
    }
  }

  /// ``numbers``, if all of them are of a size with which one can calculate.
  package func observe() throws(SimulationError) -> [Double] {
    let numbers = numbers
    // Beyond it the square of a deviation from the mean, which its error needs, would be infinite.
    guard numbers.allSatisfy({ $0.magnitude < 1e150 }) else {
      throw .diverged(step: step, time: configuration.time(of: step))
    }
    return numbers
  }

  /// The weight of each latent's KL term at ``step``, under a feedback law; `nil` under a schedule.
  package var weights: [Double]? {
    var law = regulation
    return law?.weigh(numbers, reference: configuration.reference(at: step))
  }
}

/// The state of a run between two steps.
package struct RunSnapshot: Sendable, Codable {
  /// Steps done.
  package var step: Int
  /// The state of the random numbers.
  package var generator: [UInt64]
  /// Arrays of the method, exactly as they are in memory, and behind them what a feedback law remembers.
  package var arrays: [ExactNumbers]

  init(_ step: Int, _ stream: RandomStream, _ arrays: [[Double]], _ regulation: Regulation?) {
    self.step = step
    generator = stream.generator.state
    self.arrays = (arrays + (regulation.map { [$0.memory] } ?? [])).map(ExactNumbers.init)
  }

  /// The parts of a snapshot, or `nil` when it is none of a run with arrays of these sizes.
  func parts(
    _ configuration: RunConfiguration, counts: [Int]
  ) -> (stream: RandomStream, arrays: [[Double]], regulation: Regulation?)? {
    let values = arrays.map(\.values)
    var memory = Array(values.dropFirst(counts.count))
    guard let generator = Xoshiro256PlusPlus(state: generator), step >= 0,
      values.prefix(counts.count).map(\.count) == counts
    else { return nil }
    let stream = RandomStream(generator)
    guard configuration.problem.training.feedback != nil else {
      return memory.isEmpty ? (stream, values, nil) : nil
    }
    guard memory.count == 1, let law = Regulation(configuration, memory: memory.removeLast())
    else { return nil }
    return (stream, values, law)
  }
}
