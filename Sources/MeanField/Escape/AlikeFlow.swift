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

  var layout: StateLayout { flow.flow.kernel.layout }

  /// The order parameters of the reduced latents.
  func reduced(_ state: OrderParameters) -> OrderParameters {
    let full = symmetry.turned(state)
    let classes = symmetry.classes
    var result = OrderParameters(
      Array(repeating: .collapsed, count: layout.latents),
      columns: Array(repeating: nil, count: layout.latents), factors: layout.factors)
    for (a, members) in classes.enumerated() {
      let (k, n) = (members[0], Double(members.count))
      for s in 0..<layout.factors {
        result.m[a, s] = n.squareRoot() * full.m[k, s]
        result.d[a, s] = n.squareRoot() * full.d[k, s]
      }
      for (b, others) in classes.enumerated() where b != a {
        let weight = (n * Double(others.count)).squareRoot()
        result.Q[a, b] = weight * full.Q[k, others[0]]
        result.E[a, b] = weight * full.E[k, others[0]]
        result.R[a, b] = weight * full.R[k, others[0]]
      }
      func sum(_ matrix: Matrix) -> Double {
        matrix[k, k] + (members.count > 1 ? (n - 1) * matrix[k, members[1]] : 0)
      }
      (result.Q[a, a], result.E[a, a], result.R[a, a]) = (sum(full.Q), sum(full.E), sum(full.R))
      result.D[a] = full.D[k]
    }
    for (index, a) in shared.enumerated() {
      let (k, l, position) = (classes[a][0], classes[a][1], classes.count + index)
      func difference(_ matrix: Matrix) -> Double { matrix[k, k] - matrix[k, l] }
      result.Q[position, position] = difference(full.Q)
      result.E[position, position] = difference(full.E)
      result.R[position, position] = difference(full.R)
      result.D[position] = full.D[k]
    }
    return result
  }

  /// The rates at a point, at a time on any stretch of the schedule.
  func rates(at state: [Double], time: Double) -> [Double] {
    var entered = self
    entered.enterStretch(around: time)
    var rates = state
    var scratch = [Double](repeating: 0, count: scratchCount)
    entered.evaluate(state, at: time, into: &rates, scratch: &scratch)
    return rates
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
