import LinearVAE
import NumericKit

/// The step of (sgd) in each direction, and what frames make of it.
extension SpectralChainKernel {
  /// `w_k ← f_k w_k + (τ_W/N) ⟨a_k y⟩` with `y = x − w·a` and `v_k ← f v_k − (τ_V/N) ⟨h_k x⟩`, in one
  /// direction.
  @_transparent func move(
    _ of: SpectralSizes, _ row: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>,
    _ work: SpectralWorkspace
  ) {
    let (M, B, n) = (of.latents, of.batch, of.order)
    let decay = 1 - rates.encoder * rates.weightDecay
    let (decoder, encoder) = (rates.decoder / Double(B), rates.encoder / Double(B))
    for i in 0..<B {
      let a = work.c + i * n
      var y = x[i]
      for k in 0..<M { y -= row[k] * a[k] }
      work.y[i] = y
    }
    for k in 0..<M {
      row[k] *= work.f[k]
      row[M + k] *= decay
    }
    for i in 0..<B {
      let c = work.c + i * n
      let (y, x) = (decoder * work.y[i], encoder * x[i])
      for k in 0..<M {
        row[k] += y * c[k]
        row[M + k] -= x * c[M + k]
      }
    }
  }

  /// Moves a frame, with rows for the directions outside it, and makes it triangular again.
  ///
  /// Order of the draws: of a large batch Bartlett's factor of order `2M`.
  @_transparent func moveFrame(
    _ of: SpectralSizes, _ state: UnsafeMutablePointer<Double>, _ work: SpectralWorkspace,
    _ frame: Int, _ laws: Laws, _ stream: inout RandomStream
  ) {
    let (B, n) = (of.batch, of.order)
    let (F, x) = (state + frame * of.frameCount, work.x + frame * of.rows * B)
    for i in 0..<(n * n) { work.panel[i] = F[i] }
    for row in 0..<n { move(of, work.panel + row * n, x + row * B, work) }
    let beyond = work.panel + n * n
    for i in 0..<(of.outside * n) { beyond[i] = 0 }
    if of.actsBySamples {
      for row in 0..<of.outside { move(of, beyond + row * n, x + (n + row) * B, work) }
    } else {
      combineOutside(of, beyond, work, frame, laws.amplitudes[frame], &stream)
    }
    Triangular.reduce(work.panel, rows: of.rows, columns: n, into: F)
  }

  /// The rows outside a frame of a batch with more than `2M` samples, which act through `Σ_i x_i c_iᵀ` alone:
  /// with the triangular `r` of `c = o r`, `oᵀo = I`, that is a matrix of independent normal numbers times
  /// `r`, and in suitable directions Bartlett's triangular one.
  @inline(never) private func combineOutside(
    _ of: SpectralSizes, _ rows: UnsafeMutablePointer<Double>, _ work: SpectralWorkspace,
    _ frame: Int, _ amplitude: Double, _ stream: inout RandomStream
  ) {
    let (M, B, n) = (of.latents, of.batch, of.order)
    let (decoder, encoder) = (
      amplitude * rates.decoder / Double(B), -amplitude * rates.encoder / Double(B)
    )
    outside[frame].drawFactor(into: work.bartlett, from: &stream)
    for row in 0..<n {
      for k in row..<n {
        var sum = 0.0
        for q in row...k { sum += work.bartlett[q * n + row] * work.root[q * n + k] }
        rows[row * n + k] = (k < M ? decoder : encoder) * sum
      }
    }
  }

  /// The triangular `r` of `c = o r`.
  @inline(never) func factorizeColumns(_ of: SpectralSizes, _ work: SpectralWorkspace) {
    let count = of.order * of.batch
    for i in 0..<count { work.columns[i] = work.c[i] }
    Triangular.reduce(work.columns, rows: of.batch, columns: of.order, into: work.root)
  }
}

/// Triangular factors by the modified method of Gram and Schmidt, whose factor is as exact as that of
/// Householder's.
enum Triangular {
  /// Writes the upper triangular `R`, `R_jj ≥ 0`, with `RᵀR = AᵀA`, row after row with zeros below.
  ///
  /// - Parameters:
  ///   - matrix: `A`, `rows × columns` numbers row after row, which is overwritten.
  ///   - rows: At least `columns`.
  ///   - columns: The order of `R`.
  ///   - root: Memory for `columns²` numbers.
  @_transparent static func reduce(
    _ matrix: UnsafeMutablePointer<Double>, rows: Int, columns: Int,
    into root: UnsafeMutablePointer<Double>
  ) {
    for j in 0..<columns {
      let R = root + j * columns
      for k in 0..<columns { R[k] = 0 }
      for i in 0..<rows {
        let row = matrix + i * columns
        for k in j..<columns { R[k] += row[j] * row[k] }
      }
      let length = R[j].squareRoot()
      let inverse = length > 0 ? 1 / length : 0
      for k in j..<columns { R[k] *= inverse }
      for i in 0..<rows {
        let row = matrix + i * columns
        let q = row[j] * inverse
        for k in (j + 1)..<max(columns, j + 1) { row[k] -= q * R[k] }
      }
    }
  }
}
