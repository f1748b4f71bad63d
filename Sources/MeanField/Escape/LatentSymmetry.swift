import LinearVAE
import NumericKit

/// Latents that a state does not tell apart, whose flow keeps them alike for ever.
///
/// Latents that differ in sign alone are turned into equal ones first, which is a symmetry of the
/// flow. Followed with all coordinates, latents that are alike part by rounding.
struct LatentSymmetry: Sendable {
  /// Every latent, in groups of those that are alike, each by ascending index.
  let classes: [[Int]]
  /// `−1` for a latent that is alike to the first of its group after a change of sign.
  let signs: [Double]

  /// Whether no two latents are alike.
  var isTrivial: Bool { classes.allSatisfy { $0.count == 1 } }

  /// The symmetry of a state: latents that may be exchanged without changing any order parameter.
  init(of state: OrderParameters) {
    var classes: [[Int]] = []
    var signs = [Double](repeating: 1, count: state.latents)
    for latent in 0..<state.latents {
      var isNew = true
      for index in classes.indices {
        let first = classes[index][0]
        guard let sign = [1.0, -1].first(where: { state.isAlike(first, latent, sign: $0) })
        else { continue }
        classes[index].append(latent)
        signs[latent] = sign
        isNew = false
        break
      }
      if isNew { classes.append([latent]) }
    }
    self.classes = classes
    self.signs = signs
  }

  /// No symmetry.
  init(latents: Int) {
    classes = (0..<latents).map { [$0] }
    signs = Array(repeating: 1, count: latents)
  }

  /// The state with the signs turned, so that latents that are alike are equal.
  func turned(_ state: OrderParameters) -> OrderParameters {
    guard signs.contains(-1) else { return state }
    var state = state
    for k in 0..<state.latents {
      for s in 0..<state.factors {
        state.m[k, s] *= signs[k]
        state.d[k, s] *= signs[k]
      }
      for l in 0..<state.latents {
        let sign = signs[k] * signs[l]
        state.Q[k, l] *= sign
        state.E[k, l] *= sign
        state.R[k, l] *= sign
      }
    }
    return state
  }

  /// For every coordinate the number of the class of coordinates that stay equal.
  func coordinateClasses(_ layout: StateLayout) -> [Int] {
    let M = layout.latents
    var group = [Int](repeating: 0, count: M)
    for (index, members) in classes.enumerated() { for k in members { group[k] = index } }
    var numbers: [[Int]: Int] = [:]
    func number(_ key: [Int]) -> Int {
      if let known = numbers[key] { return known }
      numbers[key] = numbers.count
      return numbers.count - 1
    }
    func pair(_ block: Int, _ k: Int, _ l: Int, isSymmetric: Bool) -> Int {
      let (a, b) = (group[k], group[l])
      let isSwapped = isSymmetric && a > b
      return number([block, isSwapped ? b : a, isSwapped ? a : b, k == l ? 1 : 0])
    }
    var result: [Int] = []
    result.reserveCapacity(layout.count)
    for block in 0...1 {
      for k in 0..<M {
        for s in 0..<layout.factors { result.append(number([block, group[k], s])) }
      }
    }
    for block in 2...3 {
      for k in 0..<M { for l in k..<M { result.append(pair(block, k, l, isSymmetric: true)) } }
    }
    for k in 0..<M { for l in 0..<M { result.append(pair(4, k, l, isSymmetric: false)) } }
    for k in 0..<M { result.append(number([5, group[k]])) }
    return result
  }
}

extension OrderParameters {
  /// Whether exchanging two latents, the second one with a sign, changes no order parameter by more
  /// than rounding.
  fileprivate func isAlike(_ k: Int, _ l: Int, sign: Double) -> Bool {
    func isEqual(_ x: Double, _ y: Double, _ scale: Double) -> Bool {
      abs(x - y) <= 8 * scale.ulp
    }
    guard D[k] == D[l] else { return false }
    for matrix in [m, d] {
      let scale = (0..<factors).reduce(0) { max($0, abs(matrix[k, $1])) }
      for s in 0..<factors where !isEqual(matrix[k, s], sign * matrix[l, s], scale) {
        return false
      }
    }
    for matrix in [Q, E, R] {
      let scale = max(abs(matrix[k, k]), abs(matrix[k, l]))
      guard isEqual(matrix[k, k], matrix[l, l], scale), isEqual(matrix[k, l], matrix[l, k], scale)
      else { return false }
      for j in 0..<latents where j != k && j != l {
        guard isEqual(matrix[k, j], sign * matrix[l, j], scale),
          isEqual(matrix[j, k], sign * matrix[j, l], scale)
        else { return false }
      }
    }
    return true
  }
}

/// The flow of states with a symmetry, in one coordinate for each class of equal ones.
struct SymmetricFlow: DifferentiableSystem {
  private var full: DifferentiableFlow
  /// The class of each coordinate.
  let classes: [Int]
  /// The first coordinate of each class.
  private let representatives: [Int]

  init(_ flow: DifferentiableFlow, classes: [Int]) {
    full = flow
    self.classes = classes
    var representatives: [Int] = []
    for (index, number) in classes.enumerated() where number == representatives.count {
      representatives.append(index)
    }
    self.representatives = representatives
  }

  func reduced(_ state: [Double]) -> [Double] { representatives.map { state[$0] } }
  func expanded(_ state: [Double]) -> [Double] { classes.map { state[$0] } }

  var dimension: Int { representatives.count }
  var scratchCount: Int { full.scratchCount + 2 * classes.count }
  var evaluationCost: Double { full.evaluationCost }
  func staysPositive(_ component: Int) -> Bool { full.staysPositive(representatives[component]) }
  func nextBreakPoint(after time: Double) -> Double? { full.nextBreakPoint(after: time) }
  mutating func enterStretch(around time: Double) { full.enterStretch(around: time) }

  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    let (point, rates) = (scratch, scratch + classes.count)
    for i in classes.indices { point[i] = state[classes[i]] }
    full.evaluate(point, at: time, into: rates, scratch: scratch + 2 * classes.count)
    for (index, i) in representatives.enumerated() { derivative[index] = rates[i] }
  }

  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    let (n, order) = (classes.count, dimension)
    let point = classes.map { state[$0] }
    var complete = [Double](repeating: 0, count: n * n)
    full.evaluateJacobian(point, at: time, into: &complete)
    for (row, i) in representatives.enumerated() {
      for column in 0..<order { jacobian[row * order + column] = 0 }
      for j in 0..<n { jacobian[row * order + classes[j]] += complete[i * n + j] }
    }
  }

  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    let point = classes.map { state[$0] }
    var rates = point
    full.evaluateTimeDerivative(point, at: time, into: &rates)
    for (index, i) in representatives.enumerated() { derivative[index] = rates[i] }
  }
}
