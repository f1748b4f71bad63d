import LinearVAE
import Storage

/// The feedback law of one run: what it remembers, and the weights it gave last.
struct Regulation: Sendable {
  let kernel: FeedbackKernel
  /// The numbers that the kernel works on, the memory first.
  var storage: [Double]

  /// The law at the first step.
  ///
  /// - Returns: `nil` for a problem whose `β` is a schedule.
  init?(_ configuration: RunConfiguration, from initial: OrderParameters) {
    guard let law = configuration.problem.training.feedback else { return nil }
    self.init(
      configuration,
      memory: law.controller.initialMemory(
        reference: law.reference.beta(at: 0),
        distortion: initial.relativeDistortion(data: configuration.problem.data)))
  }

  /// The law with what it remembered when a run was stopped; `nil` for a schedule, or a memory that is
  /// none of this law.
  init?(_ configuration: RunConfiguration, memory: [Double]) {
    guard let law = configuration.problem.training.feedback,
      memory.count == law.controller.memoryCount
    else { return nil }
    kernel = FeedbackKernel(law, configuration.problem, dimension: configuration.dimension)
    storage = memory + Array(repeating: 0, count: kernel.storageCount - memory.count)
  }

  /// What the law remembers.
  var memory: [Double] { Array(storage.prefix(kernel.controller.memoryCount)) }

  /// The weights of the last step.
  var weights: [Double] { Array(storage[kernel.weights]) }

  /// The weights of a step from a state, with which the memory moves.
  mutating func weigh(_ numbers: [Double], reference: Double) -> [Double] {
    _ = kernel.weigh(numbers, reference: reference, &storage)
    return weights
  }

  /// The weights that a state would be given, which moves nothing.
  func weights(of numbers: [Double], reference: Double) -> [Double] {
    var copy = storage
    _ = kernel.weigh(numbers, reference: reference, &copy)
    return Array(copy[kernel.weights])
  }
}

extension ConfiguredRun {
  package var weights: [Double]? {
    regulation?.weights(
      of: numbers, reference: configuration.schedule.beta.beta(at: configuration.time(of: step)))
  }

  /// The weight of a latent's KL term in the last step.
  func lastWeight(ofLatent latent: Int) -> Double {
    regulation?.weights[latent]
      ?? configuration.schedule.beta.beta(at: configuration.time(of: step - 1))
  }

  /// The arrays of a snapshot, what the law remembers behind those of the method.
  func arrays(_ method: [[Double]]) -> [ExactNumbers] {
    (method + (regulation.map { [$0.memory] } ?? [])).map(ExactNumbers.init)
  }
}

extension RunSnapshot {
  /// The law's part of the arrays: `nil` if there is a law and these are none of it, or none and there
  /// are more arrays than the method's.
  ///
  /// - Parameters:
  ///   - configuration: Of the run to go on.
  ///   - count: The number of arrays of the method.
  /// - Returns: The law, which is `nil` for a schedule.
  func regulation(_ configuration: RunConfiguration, behind count: Int) -> Regulation?? {
    guard configuration.problem.training.feedback != nil else {
      return arrays.count == count ? .some(nil) : nil
    }
    guard arrays.count == count + 1 else { return nil }
    return Regulation(configuration, memory: arrays[count].values).map { .some($0) }
  }
}
