import LinearVAE
import NumericKit

/// `𝓑`, `N²` times the covariance of what one step of SGD adds to the order parameters, (linear-noise).
///
/// To leading order in `1/N` every order parameter but `D` gains a quadratic form of the Gaussian
/// projections `u = W*ᵀx/√N`, `b = Wᵀx/√N`, `a = Vᵀx/√N` of a sample. Each form is a sum of one or two
/// products of linear forms of `(u, b, a)`, so that its covariances follow from those of the linear
/// forms: `Cov(f g, f′g′) = ⟨f f′⟩⟨g g′⟩ + ⟨f g′⟩⟨g f′⟩`. To `D` chance adds nothing.
///
/// An object is working memory: one for each thread.
final class IncrementCovariance {
  private let kernel: FlowKernel<Double>
  private let batch: Double
  private let products: [FormProduct]
  private let index: FormIndex
  /// `⟨u uᵀ⟩ = m*Λm* + ηm*`.
  private let factorCovariance: Matrix
  private var moments: [Double]
  /// The covariance of `(u, b, a)`, the forms as rows over them, products of both, covariances of forms.
  private var projections, forms, carried, covariance: [Double]

  init(_ problem: LearningProblem) {
    kernel = FlowKernel(problem)
    batch = Double(problem.training.batch)
    index = FormIndex(kernel.layout)
    products = FormProduct.all(kernel.layout, index, encoderRate: kernel.encoderRate)
    let overlap = problem.data.overlap
    factorCovariance =
      overlap * Matrix.diagonal(problem.data.signals) * overlap + problem.data.noise * overlap
    moments = Array(repeating: 0, count: kernel.scratchCount)
    let k = index.projections
    projections = Array(repeating: 0, count: k * k)
    forms = Array(repeating: 0, count: index.count * k)
    carried = forms
    covariance = Array(repeating: 0, count: index.count * index.count)
  }

  /// Writes `𝓑` at a state, in the coordinates of the flow.
  ///
  /// - Parameters:
  ///   - state: The coordinates of the state.
  ///   - beta: `β` at the time.
  ///   - out: Receives as many rows and columns as there are coordinates.
  func evaluate(
    _ state: UnsafePointer<Double>, beta: Double, into out: UnsafeMutablePointer<Double>
  ) {
    let at = kernel.layout
    moments.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let moments = FlowMoments(base, latents: at.latents, factors: at.factors)
      moments.unpack(state, at)
      moments.formProjections(state, at, kernel)
      moments.formCorrelations(state, at, kernel)
      moments.formOperators(state, at, kernel, UniformWeight(beta))
      formProjections(moments)
      formForms(state, moments)
    }
    let (n, k) = (index.count, index.projections)
    DenseProduct.multiply(forms, projections, rows: n, inner: k, columns: k, into: &carried)
    DenseProduct.multiply(
      carried, forms, transposed: true, rows: n, inner: k, columns: n, into: &covariance)
    addProducts(into: out)
  }

  /// The covariance of `(u, b, a)`: `⟨b bᵀ⟩ = G`, `⟨a aᵀ⟩ = A`, `⟨a bᵀ⟩ = C`, `⟨a uᵀ⟩ = U`, `⟨b uᵀ⟩ = T`.
  private func formProjections(_ of: FlowMoments<Double>) {
    let (M, F, k) = (kernel.layout.latents, kernel.layout.factors, index.projections)
    func set(_ i: Int, _ j: Int, _ value: Double) {
      projections[i * k + j] = value
      projections[j * k + i] = value
    }
    for s in 0..<F {
      for t in 0..<F { projections[s * k + t] = factorCovariance[s, t] }
    }
    for i in 0..<M {
      let (b, a) = (F + i, F + M + i)
      for s in 0..<F {
        set(b, s, of.T[i * F + s])
        set(a, s, of.U[i * F + s])
      }
      for j in 0..<M {
        projections[b * k + F + j] = of.G[i * M + j]
        projections[a * k + F + M + j] = of.A[i * M + j]
        set(a, F + j, of.C[i * M + j])
      }
    }
  }

  /// The linear forms over `(u, b, a)`; only entries that depend on the state are written anew.
  private func formForms(_ state: UnsafePointer<Double>, _ of: FlowMoments<Double>) {
    let at = kernel.layout
    let (M, F, k) = (at.latents, at.factors, index.projections)
    let (τW, τV) = (kernel.decoderRate, kernel.encoderRate)
    let (second, mixed) = (kernel.fluctuation, kernel.fluctuation * τW * τV)
    func row(_ form: Int, _ values: (Int) -> Double) {
      for j in 0..<k { forms[form * k + j] = values(j) }
    }
    for i in 0..<M {
      let (b, a) = (F + i, F + M + i)
      let latent = { (j: Int) in j - F - M }
      row(index.a + i) { $0 == a ? 1 : 0 }
      row(index.b + i) { $0 == b ? 1 : 0 }
      // h = P a − b
      row(index.h + i) { j in
        j >= F + M ? of.P[i * M + latent(j)] : (j == b ? -1 : 0)
      }
      // w = τ_W (b − Q a) + (ητ_W²/2B) a
      row(index.w + i) { j in
        if j >= F + M {
          return -τW * of.Q[i * M + latent(j)] + (j == a ? 0.5 * second * τW * τW : 0)
        }
        return j == b ? τW : 0
      }
      // v = −τ_V a + (ητ_V²/2B) h
      row(index.v + i) { j in
        0.5 * second * τV * τV * forms[(index.h + i) * k + j] - (j == a ? τV : 0)
      }
      // p = τ_W (a − Rᵀa) − (ητ_Wτ_V/B) h
      row(index.p + i) { j in
        let own = j == a ? τW : 0
        let overlap = j >= F + M ? τW * state[at.R + latent(j) * M + i] : 0
        return own - overlap - mixed * forms[(index.h + i) * k + j]
      }
    }
    for s in 0..<F {
      row(index.u + s) { $0 == s ? 1 : 0 }
      // z = τ_W (u − mᵀa)
      row(index.z + s) { j in
        j >= F + M ? -τW * state[at.m + (j - F - M) * F + s] : (j == s ? τW : 0)
      }
    }
  }

  private func addProducts(into out: UnsafeMutablePointer<Double>) {
    let (n, width) = (kernel.layout.count, index.count)
    out.update(repeating: 0, count: n * n)
    products.withUnsafeBufferPointer { products in
      covariance.withUnsafeBufferPointer { covariance in
        for i in products.indices {
          let x = products[i]
          let (first, second) = (x.first * width, x.second * width)
          for j in i..<products.count {
            let y = products[j]
            let direct = covariance[first + y.first] * covariance[second + y.second]
            let crossed = covariance[first + y.second] * covariance[second + y.first]
            let value = x.weight * y.weight * (direct + crossed)
            out[x.coordinate * n + y.coordinate] += value
            // Two products of one coordinate meet once here, and twice in its variance.
            if i != j { out[y.coordinate * n + x.coordinate] += value }
          }
        }
      }
    }
    for i in 0..<(n * n) { out[i] /= batch }
  }
}

/// Where each family of linear forms begins: `a, b, h, w, v, p` with one a latent, `u, z` one a factor.
private struct FormIndex {
  let a, b, h, w, v, p, u, z, count, projections: Int

  init(_ layout: StateLayout) {
    let (M, F) = (layout.latents, layout.factors)
    (a, b, h, w, v, p) = (0, M, 2 * M, 3 * M, 4 * M, 5 * M)
    (u, z, count) = (6 * M, 6 * M + F, 6 * M + 2 * F)
    projections = F + 2 * M
  }
}

/// A product of two linear forms in what a coordinate of the state gains.
private struct FormProduct {
  let coordinate, first, second: Int
  let weight: Double

  /// `m: a z`, `d: −τ_V h u`, `Q: a wᵀ + w aᵀ`, `E: h vᵀ + v hᵀ`, `R: a pᵀ − τ_V b hᵀ`.
  static func all(_ at: StateLayout, _ form: FormIndex, encoderRate τV: Double) -> [FormProduct] {
    let (M, F) = (at.latents, at.factors)
    var products: [FormProduct] = []
    func add(_ coordinate: Int, _ first: Int, _ second: Int, _ weight: Double = 1) {
      products.append(
        FormProduct(coordinate: coordinate, first: first, second: second, weight: weight))
    }
    for i in 0..<M {
      for s in 0..<F {
        add(at.m + i * F + s, form.a + i, form.z + s)
        add(at.d + i * F + s, form.h + i, form.u + s, -τV)
      }
    }
    var next = 0
    for i in 0..<M {
      for j in i..<M {
        for (start, outer, inner) in [(at.Q, form.a, form.w), (at.E, form.h, form.v)] {
          if i == j {
            add(start + next, outer + i, inner + i, 2)
          } else {
            add(start + next, outer + i, inner + j)
            add(start + next, outer + j, inner + i)
          }
        }
        next += 1
      }
      for j in 0..<M {
        add(at.R + i * M + j, form.a + i, form.p + j)
        add(at.R + i * M + j, form.b + i, form.h + j, -τV)
      }
    }
    return products
  }
}
