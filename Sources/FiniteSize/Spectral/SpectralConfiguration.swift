import LinearVAE
import NumericKit

/// What every run of one simulation of data with a spectrum shares.
struct SpectralConfiguration: Sendable {
  let problem: SpectralProblem
  let course: RunCourse
  /// How many of the `N` directions each group has.
  let sizes: [Int]

  /// The configuration of a problem, or `nil` in the small-rate limit, which no simulation reaches.
  ///
  /// - Throws: `InvalidProblem` with key path `simulation.dimension` for fewer directions than groups.
  init?(_ problem: SpectralProblem, dimension: Int) throws(InvalidProblem) {
    let (training, M) = (problem.training, problem.latents)
    let feedback = training.feedback.map {
      FeedbackKernel($0, latents: M, dimension: dimension)
    }
    let largest = problem.data.groups.map(\.variance).max() ?? 0
    guard
      let course = RunCourse(training, dimension: dimension, totalVariance: largest, feedback)
    else { return nil }
    (self.problem, self.course) = (problem, course)
    do { sizes = try problem.data.sizes(dimension: dimension) } catch {
      throw error.below("simulation.dimension")
    }
  }

  var dimension: Int { course.dimension }
  var blocks: SpectralBlocks { SpectralBlocks(problem) }
}

/// Where each order parameter sits in one array, every matrix in full and row after row: `Q`, `E` and `R` of
/// each group, then their sums, then `D`.
struct SpectralBlocks: Sendable, Hashable {
  /// `M`, the number of latents.
  let latents: Int
  let groups: Int

  init(_ problem: SpectralProblem) {
    (latents, groups) = (problem.latents, problem.data.groups.count)
  }

  /// Numbers of `Q`, `E` and `R` of one group.
  var groupCount: Int { 3 * latents * latents }
  /// Where the sums begin.
  var totals: Int { groups * groupCount }
  var D: Int { totals + groupCount }
  /// The length of the array.
  var count: Int { D + latents }

  /// The array of Gram matrices `[[Q, R], [Rᵀ, E]]` of the groups, and `D`.
  func numbers(ofGrams grams: [Matrix], D: [Double]) -> [Double] {
    let square = latents * latents
    var numbers = [Double](repeating: 0, count: count)
    for (group, gram) in grams.enumerated() {
      let start = group * groupCount
      for k in 0..<latents {
        for l in 0..<latents {
          let place = start + k * latents + l
          numbers[place] = gram[k, l]
          numbers[place + square] = gram[latents + k, latents + l]
          numbers[place + 2 * square] = gram[k, latents + l]
        }
      }
      for i in 0..<groupCount { numbers[totals + i] += numbers[start + i] }
    }
    numbers.replaceSubrange(self.D..., with: D)
    return numbers
  }

  /// What a feedback law reads: `Q`, `A = Σ λ_b E_b`, `Σ λ_b R_b` and `D`.
  func readings(of numbers: [Double], _ data: SpectralData) -> [Double] {
    let square = latents * latents
    var readings = Array(numbers[totals...])
    for i in square..<groupCount {
      readings[i] = data.groups.enumerated().reduce(0) {
        $0 + $1.element.variance * numbers[$1.offset * groupCount + i]
      }
    }
    return readings
  }

  /// The state in an array.
  func state(of numbers: some Collection<Double>) -> SpectralState { record(of: numbers).state }

  /// The same with the sums as they stand there, which errors and the like do not add up to.
  func record(of numbers: some Collection<Double>) -> SpectralRecord {
    let numbers = Array(numbers)
    precondition(numbers.count == count, "\(numbers.count) numbers are no state of \(self)")
    func matrix(_ start: Int) -> Matrix {
      Matrix(
        rows: latents, columns: latents,
        elements: Array(numbers[start..<(start + latents * latents)]))
    }
    func group(_ start: Int) -> SpectralState.Group {
      let square = latents * latents
      return .init(Q: matrix(start), E: matrix(start + square), R: matrix(start + 2 * square))
    }
    return SpectralRecord(
      groups: (0..<groups).map { group($0 * groupCount) }, total: group(totals),
      D: Array(numbers[D...]))
  }
}
