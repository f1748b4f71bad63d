import NumericKit

/// The second-order terms of a step with more than `2M` samples, at a cost proportional to `B`.
///
/// They are sums over pairs of samples, `Σ p_i (x_i·x_j) q_j` with `p` and `q` among the `2M` columns
/// `c = (a, h)`. Within the span that is a product of sums over samples. Outside it the samples are
/// independent normal vectors, so that their `2M` combinations have the law of Wishart, of which the
/// Cholesky factor of `cᵀc` makes one with this covariance: `η T Tᵀ` with `T = C A`, `cᵀc = C Cᵀ` and
/// Bartlett's `A` of order `2M`.
extension ChainKernel {
  /// Draws the parts outside the span and forms `aᵀYa`, `hᵀXh` and `aᵀZh`.
  ///
  /// Order of the draws: Bartlett's factor of order `2M`.
  @inline(never)
  func drawSums(_ of: RunSizes, _ work: ChainWorkspace, _ stream: inout RandomStream) {
    let (M, B, k) = (of.latents, of.batch, of.order)
    let n = 2 * M
    let columns = BatchColumns(work, of)
    for i in 0..<n {
      for j in 0...i {
        let sum = dot(B, columns[i], M, columns[j], M)
        work.covariance[i * n + j] = sum
        work.covariance[j * n + i] = sum
      }
    }
    factorizeCovariance(n, work)
    outside.drawFactor(into: work.bartlett, from: &stream)
    // T in place of C: from the left, an element needs only those of its row not yet replaced.
    for i in 0..<n {
      for j in 0...i {
        work.root[i * n + j] = dot(
          i - j + 1, work.root + (i * n + j), 1, work.bartlett + (j * n + j), n)
      }
    }
    for i in 0..<n {
      for p in 0..<k { work.inSpan[i * k + p] = dot(B, work.xi + p, k, columns[i], M) }
    }
    formSums(of, work, columns)
  }

  /// `C`, lower triangular, with `cᵀc = C Cᵀ`; a pivot that is nothing but rounding counts as zero.
  private func factorizeCovariance(_ n: Int, _ work: ChainWorkspace) {
    let smallest = 4 * Double(n) * Double.ulpOfOne
    for i in 0..<n {
      let row = work.root + i * n
      for j in 0..<i {
        let other = work.root + j * n
        var rest = work.covariance[i * n + j]
        for p in 0..<j { rest -= row[p] * other[p] }
        row[j] = other[j] > 0 ? rest / other[j] : 0
      }
      let scale = work.covariance[i * n + i]
      var rest = scale
      for p in 0..<i { rest -= row[p] * row[p] }
      row[i] = rest > smallest * scale ? rest.squareRoot() : 0
    }
  }

  /// `aᵀYa = aᵀXa − (aᵀa)(bᵀa) − (aᵀr)(aᵀa)` and `aᵀZh = aᵀXh − (aᵀa)(bᵀh)`.
  private func formSums(_ of: RunSizes, _ work: ChainWorkspace, _ columns: BatchColumns) {
    let (M, B, k) = (of.latents, of.batch, of.order)
    let n = 2 * M
    /// `cᵀXc` for two of the columns.
    func outer(_ i: Int, _ j: Int) -> Double {
      let inside = dot(k, work.inSpan + i * k, 1, work.inSpan + j * k, 1)
      return inside + noise * dot(min(i, j) + 1, work.root + i * n, 1, work.root + j * n, 1)
    }
    for i in 0..<M {
      for j in 0..<n { work.toDecoder[i * n + j] = dot(B, work.b + i, M, columns[j], M) }
      for j in 0..<M { work.toResidual[i * M + j] = dot(B, work.a + i, M, work.r + j, M) }
    }
    for i in 0..<M {
      for j in 0..<M {
        var (aYa, aZh) = (outer(i, j), outer(i, M + j))
        for p in 0..<M {
          let aa = work.covariance[i * n + p]
          aYa -= aa * work.toDecoder[p * n + j]
          aYa -= work.toResidual[i * M + p] * work.covariance[p * n + j]
          aZh -= aa * work.toDecoder[p * n + M + j]
        }
        work.aYa[i * M + j] = aYa
        work.aZh[i * M + j] = aZh
        work.hXh[i * M + j] = outer(M + i, M + j)
      }
    }
  }
}

/// The sum of products of numbers that lie some places apart.
@inline(__always) private func dot(
  _ count: Int, _ x: UnsafePointer<Double>, _ xStride: Int, _ y: UnsafePointer<Double>,
  _ yStride: Int
) -> Double {
  var sum = 0.0
  for i in 0..<count { sum += x[i * xStride] * y[i * yStride] }
  return sum
}

/// The columns `(a, h)` of the batch, each with a stride of `M`.
private struct BatchColumns {
  let a, h: UnsafeMutablePointer<Double>
  let latents: Int

  init(_ work: ChainWorkspace, _ sizes: RunSizes) {
    (a, h, latents) = (work.a, work.h, sizes.latents)
  }

  subscript(index: Int) -> UnsafeMutablePointer<Double> {
    index < latents ? a + index : h + (index - latents)
  }
}
