import LinearVAE
import NumericKit

/// The flow with `β` as its control.
struct ControlledFlow: ControlledSystem {
  private let kernel: FlowKernel<Dual>

  init(_ problem: LearningProblem) {
    kernel = FlowKernel(problem)
  }

  var layout: StateLayout { kernel.layout }
  var dimension: Int { kernel.layout.count }

  func staysPositive(_ component: Int) -> Bool { component >= kernel.layout.D }

  /// The state and `β` are differentiated together: one evaluation for every eight of them.
  func linearize(
    _ state: UnsafePointer<Double>, control: Double, rates: UnsafeMutablePointer<Double>,
    jacobian: UnsafeMutablePointer<Double>, influence: UnsafeMutablePointer<Double>
  ) {
    let n = dimension
    ForwardDifferentiation.withDuals(
      dimension: n, at: state, scratchCount: kernel.scratchCount
    ) { y, f, scratch in
      for first in stride(from: 0, through: n, by: Dual.directions) {
        let columns = first..<min(first + Dual.directions, n)
        for j in columns { y[j] = .variable(state[j], direction: j - first) }
        let isLast = n < first + Dual.directions
        let beta =
          isLast ? Dual.variable(control, direction: n - first) : Dual(constant: control)
        kernel.evaluate(y, beta: beta, into: f, scratch: scratch)
        for i in 0..<n {
          for j in columns { jacobian[i * n + j] = f[i].tangent[j - first] }
          if isLast { influence[i] = f[i].tangent[n - first] }
        }
        for j in columns { y[j] = Dual(constant: state[j]) }
      }
      for i in 0..<n { rates[i] = f[i].value }
    }
  }
}
