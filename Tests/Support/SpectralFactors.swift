import LinearVAE
import NumericKit

/// Data of orthogonal factors as data with a spectrum: a single direction for each factor, and one group of
/// noise.
extension SpectralProblem {
  /// The problem of such data.
  public init(factorsOf problem: LearningProblem) {
    let noise = problem.data.noise
    let factors = problem.data.signals.map {
      SpectralData.Group(variance: $0 + noise, share: 0)
    }
    self.init(
      data: SpectralData(factors + [.init(variance: noise, share: 1)]), latents: problem.latents,
      training: problem.training)
  }
}

extension SpectralState {
  /// A state of data of orthogonal factors, in which `Q_s = m_s m_sᵀ`.
  public init(factorsOf state: OrderParameters) {
    func outer(_ a: Matrix, _ b: Matrix, _ s: Int) -> Matrix {
      Matrix(rows: a.rows, columns: a.rows) { a[$0, s] * b[$1, s] }
    }
    var rest = SpectralState.Group(Q: state.Q, E: state.E, R: state.R)
    let groups = (0..<state.factors).map { s in
      let group = SpectralState.Group(
        Q: outer(state.m, state.m, s), E: outer(state.d, state.d, s),
        R: outer(state.m, state.d, s))
      rest = .init(Q: rest.Q - group.Q, E: rest.E - group.E, R: rest.R - group.R)
      return group
    }
    self.init(groups: groups + [rest], D: state.D)
  }

  /// Every number of the state, symmetric matrices in full.
  public var numbers: [Double] {
    groups.flatMap { $0.Q.elements + $0.E.elements + $0.R.elements } + D
  }
}
