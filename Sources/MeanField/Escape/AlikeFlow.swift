import LinearVAE
import NumericKit

/// The flow of latents of which some start alike, in one or two latents for each class of like ones.
///
/// Matrices that exchanging the `n` latents of a class leaves as they are act in the same way on every
/// difference of two of them, and otherwise on their sum alone. Turning the latents of a class into
/// their sum over `√n`, and one difference that stands for all `n − 1`, leaves the form of the flow as
/// it is, but for `D`: the class has one variance, whose rate follows from `Q_kk`, the mean over the sum
/// and the differences, (alike). Where latents differ in their signs they are turned to agree first.
struct AlikeFlow: DifferentiableSystem, Sendable {
  /// What the reduced latents learn.
  let problem: LearningProblem
  /// How many latents are in each class.
  let sizes: [Int]
  /// The classes of more than one latent: the reduced latents behind the sums are their differences.
  private let shared: [Int]
  private let symmetry: LatentSymmetry
  private var flow: DifferentiableFlow

  init(_ problem: LearningProblem, symmetry: LatentSymmetry) {
    self.symmetry = symmetry
    sizes = symmetry.classes.map(\.count)
    shared = symmetry.classes.indices.filter { symmetry.classes[$0].count > 1 }
    self.problem = LearningProblem(
      data: problem.data, latents: sizes.count + shared.count, training: problem.training)
    flow = DifferentiableFlow(self.problem)
  }

  var layout: StateLayout { flow.layout }

  /// The order parameters of the reduced latents.
  func reduced(_ state: OrderParameters) -> OrderParameters {
    let (full, classes) = (symmetry.turned(state), symmetry.classes)
    func overlaps(_ matrix: Matrix) -> Matrix {
      Matrix(rows: layout.latents, columns: layout.factors) { a, s in
        a < sizes.count ? Double(sizes[a]).squareRoot() * matrix[classes[a][0], s] : 0
      }
    }
    func products(_ matrix: Matrix) -> Matrix {
      Matrix(rows: layout.latents, columns: layout.latents) { a, b in
        guard a < sizes.count && b < sizes.count else {
          guard a == b else { return 0 }
          let members = classes[shared[a - sizes.count]]
          return matrix[members[0], members[0]] - matrix[members[0], members[1]]
        }
        let (k, n) = (classes[a][0], Double(sizes[a]))
        guard a == b else {
          return (n * Double(sizes[b])).squareRoot() * matrix[k, classes[b][0]]
        }
        return matrix[k, k] + (n > 1 ? (n - 1) * matrix[k, classes[a][1]] : 0)
      }
    }
    return OrderParameters(
      m: overlaps(full.m), d: overlaps(full.d), Q: products(full.Q), E: products(full.E),
      R: products(full.R), D: (classes + shared.map { classes[$0] }).map { full.D[$0[0]] })
  }

  var dimension: Int { flow.dimension }
  var scratchCount: Int { flow.scratchCount }
  var evaluationCost: Double { flow.evaluationCost }
  func staysPositive(_ component: Int) -> Bool { flow.staysPositive(component) }
  func nextBreakPoint(after time: Double) -> Double? { flow.nextBreakPoint(after: time) }
  mutating func enterStretch(around time: Double) { flow.enterStretch(around: time) }

  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    flow.evaluate(state, at: time, into: derivative, scratch: scratch)
    shareVariances(derivative, columns: 1)
  }

  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    flow.evaluateJacobian(state, at: time, into: jacobian)
    shareVariances(jacobian, columns: dimension)
  }

  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    flow.evaluateTimeDerivative(state, at: time, into: derivative)
    shareVariances(derivative, columns: 1)
  }

  /// Gives sum and difference of a class the rate of their common variance, row by row.
  private func shareVariances(_ rows: UnsafeMutablePointer<Double>, columns: Int) {
    for (index, a) in shared.enumerated() {
      let n = Double(sizes[a])
      let sum = rows + (layout.D + a) * columns
      let difference = rows + (layout.D + sizes.count + index) * columns
      for j in 0..<columns {
        let mean = (sum[j] + (n - 1) * difference[j]) / n
        (sum[j], difference[j]) = (mean, mean)
      }
    }
  }
}
