import LinearVAE
import NumericKit
import Storage

/// One run of SGD that can be stopped and continued at any step.
package protocol SimulationRun: Sendable {
  /// Steps done.
  var step: Int { get set }
  /// The order parameters after ``step`` steps, as many and in such an order as the kind of data has it.
  var numbers: [Double] { get }
  /// All that the run needs to go on, exactly.
  var snapshot: RunSnapshot { get }
  var course: RunCourse { get }
  /// The feedback law, if `β` follows one.
  var regulation: Regulation? { get }
  /// What a feedback law reads of the state.
  var readings: [Double] { get }

  /// `Q_kk` and `D_k` of a latent.
  func norms(of latent: Int) -> (decoder: Double, variance: Double)

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
      let (done, failing) = follow(course.stretch(at: step, limit: target))
      step = done
      if let failing {
        let beta = regulation?.weights[failing] ?? course.reference(at: step - 1)
        let (norm, variance) = norms(of: failing)
        throw course.failure(
          latent: failing, step: step, (norm, variance, numbers.allSatisfy(\.isFinite)), beta: beta)
      }
    }
  }

  /// ``observe()`` after each of these numbers of steps, which do not decrease.
  ///
  /// - Throws: ``SimulationError``, or `RunCancelled` when told to stop.
  mutating func numbers(at steps: [Int]) throws -> [[Double]] {
    var pace = Pace()
    return try steps.map { target in
      while step < target {
        let before = step
        try advance(to: min(target, before + pace.steps))
        if pace.isDue(after: step - before) { try RunContext.current.checkCancellation() }
      }
      return try observe()
    }
  }

  /// ``numbers``, if all of them are of a size with which one can calculate.
  package func observe() throws(SimulationError) -> [Double] {
    let numbers = numbers
    // Beyond it the square of a deviation from the mean, which its error needs, would be infinite.
    guard numbers.allSatisfy({ $0.magnitude < 1e150 }) else {
      throw .diverged(step: step, time: course.time(of: step))
    }
    return numbers
  }

  /// The weight of each latent's KL term at ``step``, under a feedback law; `nil` under a schedule.
  package var weights: [Double]? {
    var law = regulation
    return law?.weigh(readings, reference: course.reference(at: step))
  }
}

/// A run on factors in noise; its ``SimulationRun/numbers`` are those of ``StateBlocks``.
protocol FactorRun: SimulationRun {
  var configuration: RunConfiguration { get }
}

extension FactorRun {
  package var course: RunCourse { configuration.course }
  package var readings: [Double] { numbers }

  package func norms(of latent: Int) -> (decoder: Double, variance: Double) {
    let (numbers, at) = (numbers, StateBlocks(configuration.problem))
    return (numbers[at.Q + latent * (at.latents + 1)], numbers[at.D + latent])
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
    _ course: RunCourse, counts: [Int]
  ) -> (stream: RandomStream, arrays: [[Double]], regulation: Regulation?)? {
    let values = arrays.map(\.values)
    var memory = Array(values.dropFirst(counts.count))
    guard let generator = Xoshiro256PlusPlus(state: generator), step >= 0,
      values.prefix(counts.count).map(\.count) == counts
    else { return nil }
    let stream = RandomStream(generator)
    guard course.feedback != nil else {
      return memory.isEmpty ? (stream, values, nil) : nil
    }
    guard memory.count == 1, let law = Regulation(course, memory: memory.removeLast())
    else { return nil }
    return (stream, values, law)
  }
}
