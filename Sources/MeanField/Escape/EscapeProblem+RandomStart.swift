import LinearVAE
import NumericKit
import RealModule

extension EscapeProblem {
  /// How long the plateau lasts from `W`, `V` with independent standard normal entries and `D = 1`
  /// in `N` dimensions: mean and standard deviation over draws of the start.
  ///
  /// The flow is followed from each draw, at overlaps of their actual size `1/√N`: factors compete
  /// for latents, and a schedule of `β` moves on meanwhile. To leading order in `1/N` the mean is
  /// that of (escape-random) where there is one factor and one `β`. The draws are always the same.
  ///
  /// - Parameter dimension: `N`.
  /// - Returns: The end of the plateau and one entry per factor; a factor has a time if at least half
  ///   of the draws find it, and the time is their mean.
  /// - Throws: ``FlowError``, or `InvalidProblem` for data too large to be followed.
  /// - Complexity: As that of ``escapes(from:)`` times the number of draws, from `fewestDraws` for
  ///   large problems to `mostDraws`.
  public func escapes(fromRandomStartIn dimension: Int) throws -> PlateauEscape {
    precondition(dimension >= 1, "a model cannot have \(dimension) dimensions")
    let draws = PlateauDraws(problem: analysis.orthogonal, dimension: dimension)
    var first: EscapeRun?
    var times = groups.map { $0.factors.map { _ in [Double]() } }
    var ends: [Double] = []
    var (count, cost) = (0, 0.0)
    let context = RunContext.current
    repeat {
      let run = EscapeRun(
        problem: analysis.orthogonal, start: draws[count], beta: analysis.beta, groups: groups,
        alike: LatentSymmetry(latents: problem.latents), relativeTolerance: Self.drawTolerance)
      let course = try blamingLargeData { try run.course() }
      for (index, found) in course.found.enumerated() {
        for (place, time) in found.enumerated() { times[index][place].append(time) }
      }
      if let time = course.plateau { ends.append(time) }
      first = first ?? run
      count += 1
      cost += course.cost
      context.report(count, of: nil, "draws")
    } while groups.contains { $0.learnedSquare != nil } && count < Self.mostDraws
      && (count < Self.fewestDraws || cost < Self.budget)
    let factors = groups.indices.flatMap { index in
      groups[index].factors.enumerated().map { place, factor in
        let all = times[index][place]
        let isFound = 2 * all.count >= count
        return FactorEscape(
          factor, of: groups[index], time: isFound ? all.mean : nil,
          spread: isFound ? all.deviation : 0,
          obstacle: isFound ? nil : first.map { obstacle(to: place, of: index, in: $0) })
      }
    }
    return PlateauEscape(
      end: 2 * ends.count >= count && !ends.isEmpty
        ? PlateauEscape.End(time: ends.mean, spread: ends.deviation) : nil,
      factors: factors, alike: [])
  }

  /// Draws that a large problem is followed from at least.
  static let fewestDraws = 8
  /// Draws that no problem is followed from more than; mean and deviation are then exact to 3 % and
  /// 2 % of the deviation.
  static let mostDraws = 1024
  /// Operations after which no further draw is followed.
  private static let budget = 1.6e9
  /// The relative tolerance of a run, far below the spread over draws.
  private static let drawTolerance = 1e-5
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }

  fileprivate var deviation: Double {
    guard count > 1 else { return 0 }
    let mean = mean
    return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }
}

/// The order parameters of independent draws of `W` and `V`, for orthogonal factors.
///
/// The components along the factors are normal; the Gram matrix of the rest is that of as many normal
/// vectors in `N − M*` dimensions.
struct PlateauDraws {
  let problem: LearningProblem
  let dimension: Int

  /// The draw of a number.
  subscript(number: Int) -> OrderParameters {
    let (M, F) = (problem.latents, problem.data.factors)
    var stream = RandomStream(seed: 0, stream: UInt64(number))
    let inside = Matrix(rows: 2 * M, columns: F, elements: stream.normals(2 * M * F))
    let left = max(0, dimension - F)
    let outside: Matrix
    if left >= 2 * M {
      outside = Wishart(order: 2 * M, degreesOfFreedom: left).draw(from: &stream)
    } else {
      let vectors = Matrix(rows: 2 * M, columns: left, elements: stream.normals(2 * M * left))
      outside = vectors * vectors.transposed
    }
    let gram = (1 / Double(dimension)) * (inside * inside.transposed + outside)
    let overlaps = (1 / Double(dimension).squareRoot()) * inside
    func block(_ matrix: Matrix, _ row: Int, _ column: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: M, columns: columns,
        elements: (0..<M).flatMap { k in (0..<columns).map { matrix[row + k, column + $0] } })
    }
    return OrderParameters(
      m: block(overlaps, 0, 0, F), d: block(overlaps, M, 0, F), Q: block(gram, 0, 0, M),
      E: block(gram, M, M, M), R: block(gram, 0, M, M), D: Array(repeating: 1, count: M))
  }
}
