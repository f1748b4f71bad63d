import LinearVAE

/// The feedback law of one run: what it remembers, and the weights it gave last.
package struct Regulation: Sendable {
  let kernel: FeedbackKernel
  /// The numbers that the kernel works on, the memory first.
  var storage: [Double]

  /// The law at the first step, or `nil` for a problem whose `β` is a schedule.
  ///
  /// - Parameters:
  ///   - course: The training of the run.
  ///   - distortion: The relative distortion of the initial state.
  init?(_ course: RunCourse, distortion: @autoclosure () -> Double) {
    guard let law = course.training.feedback else { return nil }
    self.init(
      course,
      memory: law.controller.initialMemory(
        reference: law.reference.beta(at: 0), distortion: distortion()))
  }

  /// The law with what it remembered when a run was stopped; `nil` for a schedule, or a memory that is
  /// none of this law.
  init?(_ course: RunCourse, memory: [Double]) {
    guard let kernel = course.feedback, memory.count == kernel.controller.memoryCount
    else { return nil }
    self.kernel = kernel
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
}

/// A feedback law at finite `N`: weights from the order parameters before a step, and a step of the
/// law's memory, `1/N` times its rate.
struct FeedbackKernel: Sendable {
  let controller: FeedbackLaw.Controller
  private let at: StateBlocks
  private let signals: [Double]
  private let noise: Double
  /// `1/N`.
  private let step: Double

  init(_ law: FeedbackLaw, _ problem: LearningProblem, dimension: Int) {
    controller = law.controller
    at = StateBlocks(problem)
    (signals, noise) = (problem.data.signals, problem.data.noise)
    step = 1 / Double(dimension)
  }

  /// A law that reads the totals over the groups of a spectrum: `Q`, `A = Σ λ_b E_b`, `Σ λ_b R_b` and `D`, as
  /// the numbers of ``StateBlocks`` without factors.
  init(_ law: FeedbackLaw, latents: Int, dimension: Int) {
    controller = law.controller
    at = StateBlocks(latents: latents, factors: 0)
    (signals, noise) = ([], 1)
    step = 1 / Double(dimension)
  }

  /// Numbers that ``weigh(_:reference:_:)`` works on: the memory, the weights, and what is in between.
  var storageCount: Int { 2 * controller.memoryCount + at.latents * (2 + at.latents) }

  /// Where the weights are.
  var weights: Range<Int> {
    controller.memoryCount..<(controller.memoryCount + at.latents)
  }

  /// Computes the weights and moves the memory by one step, both from the values before the step.
  ///
  /// - Parameters:
  ///   - state: The numbers of ``StateBlocks``.
  ///   - reference: The value of the law's reference at the time of the step.
  ///   - storage: ``storageCount`` numbers, the memory first.
  /// - Returns: The weights, in the storage.
  func weigh(
    _ state: UnsafePointer<Double>, reference: Double, _ storage: UnsafeMutablePointer<Double>
  ) -> IndividualWeights<Double> {
    let (M, count) = (at.latents, controller.memoryCount)
    let weights = storage + count
    let divergences = weights + M
    let rates = divergences + M
    let A = rates + count
    formA(state, into: A)
    let D = state + at.D
    for k in 0..<M { divergences[k] = CodeStatistics.divergence(variance: A[k * M + k], D: D[k]) }
    let distortion =
      controller.readsDistortion
      ? CodeStatistics.distortion(trace: traceC(state), Q: state + at.Q, A: A, D: D, latents: M) : 0
    controller.evaluate(
      reference: reference,
      CodeStatistics(latents: M, divergences: divergences, distortion: distortion),
      memory: storage, weights: weights, rates: rates)
    for i in 0..<count { storage[i] += step * rates[i] }
    return IndividualWeights(weights)
  }

  /// `A = dΛdᵀ + ηE`, its diagonal alone if no more is read.
  private func formA(_ state: UnsafePointer<Double>, into A: UnsafeMutablePointer<Double>) {
    let (M, F) = (at.latents, at.factors)
    for k in 0..<M {
      for l in controller.readsDistortion ? 0..<M : k..<(k + 1) {
        var sum = noise * state[at.E + k * M + l]
        for s in 0..<F { sum += signals[s] * state[at.d + k * F + s] * state[at.d + l * F + s] }
        A[k * M + l] = sum
      }
    }
  }

  /// `tr C`, `C = dΛmᵀ + ηRᵀ`.
  private func traceC(_ state: UnsafePointer<Double>) -> Double {
    let (M, F) = (at.latents, at.factors)
    var sum = 0.0
    for k in 0..<M {
      sum += noise * state[at.R + k * (M + 1)]
      for s in 0..<F { sum += signals[s] * state[at.d + k * F + s] * state[at.m + k * F + s] }
    }
    return sum
  }
}

extension FeedbackLaw {
  /// Checks that a step of SGD resolves the law.
  ///
  /// - Throws: `InvalidProblem` with key path `average`.
  func validate(dimension: Int) throws(InvalidProblem) {
    guard case .geco(_, let average, _, _, _) = controller, average > 0 else { return }
    let least = 1 / Double(dimension)
    guard average >= least else {
      throw InvalidProblem(
        "average", found: "\(average)", allowed: "0, or a number ≥ \(least)",
        advice: "a step of SGD at simulation.dimension = \(dimension) takes the time \(least)")
    }
  }
}
