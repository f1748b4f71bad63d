import LinearVAE
import NumericKit

/// Decoder and encoder on the eigenvectors of a sample covariance, as columns `(w, v)` of `2M` numbers each.
///
/// Full-batch training moves the part of decoder and encoder along every eigenvector by a linear map that
/// depends on the eigenvalue alone. So what starts along a factor stays a column of its own in every node,
/// times `√w_b`, and what starts elsewhere, isotropic over the directions, is as many columns as its Gram
/// matrix has rank, times `√f_b`. Each obeys (spectral-single).
struct SampleColumns {
  /// The problem of the flow: a single direction for each column.
  let problem: SpectralProblem
  /// The numbers at `t = 0`: `w` and `v` of each column, then `D`.
  let initial: [Double]
  /// The factor that a column has its overlap with, and `√w_b`; `nil` for what starts elsewhere.
  private let origins: [(factor: Int, amplitude: Double)?]
  private let factors: Int

  /// The columns of a start that knows nothing of the samples.
  ///
  /// - Parameters:
  ///   - start: Order parameters with orthogonal factors.
  ///   - spectrum: Of the samples.
  ///   - model: What learns.
  ///   - training: How.
  /// - Throws: `LinearAlgebraError` for a start that is not finite.
  init(
    of start: OrderParameters, on spectrum: SampleSpectrum, model: Model, training: Training
  ) throws(LinearAlgebraError) {
    factors = start.factors
    let M = start.latents
    var columns: [(variance: Double, amplitude: Double, numbers: [Double], factor: Int?)] = []
    func add(_ amounts: [Double], _ numbers: [Double], factor: Int?) {
      for (λ, amount) in zip(spectrum.variances, amounts) where amount > 0 {
        columns.append((λ, amount.squareRoot(), numbers, factor))
      }
    }
    let (F, gram) = (factors, start.gramMatrix(overlap: .identity(factors)))
    for s in 0..<F {
      add(spectrum.weights[s], (F..<(F + 2 * M)).map { gram[$0, s] }, factor: s)
    }
    let rest = Matrix(rows: 2 * M, columns: 2 * M) { i, j in
      (0..<F).reduce(gram[F + i, F + j]) { $0 - gram[F + i, $1] * gram[F + j, $1] }
    }
    let eigen = try SymmetricEigen(of: rest)
    let scale = (start.Q.diagonal + start.E.diagonal).max() ?? 0
    for (index, value) in eigen.values.enumerated() where value > 1e-14 * scale {
      let root = value.squareRoot()
      add(spectrum.shares, (0..<(2 * M)).map { root * eigen.vectors[$0, index] }, factor: nil)
    }
    problem = SpectralProblem(
      data: SpectralData(columns.map { .init(variance: $0.variance, share: 0) }), model: model,
      training: training)
    initial = columns.flatMap { column in column.numbers.map { column.amplitude * $0 } } + start.D
    origins = columns.map { column in column.factor.map { ($0, column.amplitude) } }
  }

  /// Where each number is.
  var chart: SpectralChart {
    SpectralChart(singles: origins.count, latents: problem.latents)
  }

  /// The order parameters of numbers at some time.
  func state(of numbers: [Double]) -> OrderParameters {
    let M = problem.latents
    let zero = Matrix(rows: M, columns: M)
    var state = OrderParameters(
      m: Matrix(rows: M, columns: factors), d: Matrix(rows: M, columns: factors), Q: zero, E: zero,
      R: zero, D: Array(numbers[(2 * M * origins.count)..<(2 * M * origins.count + M)]))
    for (index, origin) in origins.enumerated() {
      let (w, v) = (2 * M * index, 2 * M * index + M)
      for k in 0..<M {
        let (wk, vk) = (numbers[w + k], numbers[v + k])
        if let origin {
          state.m[k, origin.factor] += origin.amplitude * wk
          state.d[k, origin.factor] += origin.amplitude * vk
        }
        for l in 0..<M {
          state.Q[k, l] += wk * numbers[w + l]
          state.E[k, l] += vk * numbers[v + l]
          state.R[k, l] += wk * numbers[v + l]
        }
      }
    }
    return state
  }

  /// The averages over the samples of numbers at some time, with `A = Σ λ_b E_b`, `C = Σ λ_b R_bᵀ`.
  func codes(of numbers: [Double]) -> CodesOfSamples {
    let M = problem.latents
    var (A, traceC) = (Matrix(rows: M, columns: M), 0.0)
    for (index, group) in problem.data.groups.enumerated() {
      let (w, v) = (2 * M * index, 2 * M * index + M)
      for k in 0..<M {
        traceC += group.variance * numbers[w + k] * numbers[v + k]
        for l in 0..<M { A[k, l] += group.variance * numbers[v + k] * numbers[v + l] }
      }
    }
    let state = state(of: numbers)
    return CodesOfSamples(
      klDivergences: zip(A.diagonal, state.D).map {
        CodeStatistics.divergence(variance: $0, D: $1)
      },
      relativeDistortion: CodeStatistics.distortion(
        trace: traceC, Q: state.Q.elements, A: A.elements, D: state.D, latents: M))
  }
}
