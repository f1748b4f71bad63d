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
  /// All memory in one block; the other pointers lead into it.
  private let block: UnsafeMutablePointer<Double>
  private let moments: UnsafeMutablePointer<Double>
  /// The covariance of `(u, b, a)`, the forms as rows over them, products of both, covariances of forms.
  private let projections, forms, carried, covariance: UnsafeMutablePointer<Double>

  init(_ problem: LearningProblem) {
    kernel = FlowKernel(problem)
    batch = Double(problem.training.batch)
    index = FormIndex(kernel.layout)
    products = FormProduct.all(kernel.layout, index, encoderRate: kernel.encoderRate)
    let overlap = problem.data.overlap
    factorCovariance =
      overlap * Matrix.diagonal(problem.data.signals) * overlap + problem.data.noise * overlap
    let (k, n) = (index.projections, index.count)
    let count = kernel.scratchCount + k * k + 2 * n * k + n * n
    block = .allocate(capacity: count)
    block.initialize(repeating: 0, count: count)
    moments = block
    projections = moments + kernel.scratchCount
    forms = projections + k * k
    carried = forms + n * k
    covariance = carried + n * k
    formConstants()
  }

  deinit { block.deallocate() }

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
    let shared = FlowMoments(moments, latents: at.latents, factors: at.factors)
    shared.unpack(state, at)
    shared.formProjections(state, at, kernel)
    shared.formCorrelations(state, at, kernel)
    shared.formOperators(state, at, kernel, UniformWeight(beta))
    formProjections(shared)
    formForms(state, shared)
    let (n, k) = (index.count, index.projections)
    DenseProduct.blas(forms, projections, n, k, k, false, carried)
    DenseProduct.blas(carried, forms, n, k, n, true, covariance)
    addProducts(into: out)
  }

  /// The covariance of `(u, b, a)`: `⟨b bᵀ⟩ = G`, `⟨a aᵀ⟩ = A`, `⟨a bᵀ⟩ = C`, `⟨a uᵀ⟩ = U`, `⟨b uᵀ⟩ = T`.
  private func formProjections(_ of: FlowMoments<Double>) {
    let (M, F, k) = (kernel.layout.latents, kernel.layout.factors, index.projections)
    func set(_ i: Int, _ j: Int, _ value: Double) {
      projections[i * k + j] = value
      projections[j * k + i] = value
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

  /// Writes what does not depend on the state: the covariance of `u` and the constants of the forms.
  private func formConstants() {
    let (M, F, k) = (kernel.layout.latents, kernel.layout.factors, index.projections)
    let (τW, τV) = (kernel.decoderRate, kernel.encoderRate)
    for s in 0..<F {
      for t in 0..<F { projections[s * k + t] = factorCovariance[s, t] }
      forms[(index.u + s) * k + s] = 1
      forms[(index.z + s) * k + s] = τW
    }
    for i in 0..<M {
      let (b, a) = (F + i, F + M + i)
      forms[(index.a + i) * k + a] = 1
      forms[(index.b + i) * k + b] = 1
      forms[(index.h + i) * k + b] = -1
      forms[(index.w + i) * k + b] = τW
      forms[(index.v + i) * k + b] = -0.5 * kernel.fluctuation * τV * τV
      forms[(index.p + i) * k + b] = kernel.fluctuation * τW * τV
    }
  }

  /// The linear forms over `(u, b, a)`: their coefficients of `a`, which depend on the state.
  ///
  /// `h = P a − b`, `w = τ_W (b − Q a) + (ητ_W²/2B) a`, `v = −τ_V a + (ητ_V²/2B) h`,
  /// `p = τ_W (a − Rᵀa) − (ητ_Wτ_V/B) h`, `z = τ_W (u − mᵀa)`.
  private func formForms(_ state: UnsafePointer<Double>, _ of: FlowMoments<Double>) {
    let at = kernel.layout
    let (M, F, k) = (at.latents, at.factors, index.projections)
    let (τW, τV) = (kernel.decoderRate, kernel.encoderRate)
    let (second, mixed) = (0.5 * kernel.fluctuation, kernel.fluctuation * τW * τV)
    let offset = F + M
    for i in 0..<M {
      let h = forms + ((index.h + i) * k + offset)
      let w = forms + ((index.w + i) * k + offset)
      let v = forms + ((index.v + i) * k + offset)
      let p = forms + ((index.p + i) * k + offset)
      for j in 0..<M {
        h[j] = of.P[i * M + j]
        w[j] = -τW * of.Q[i * M + j]
        v[j] = second * τV * τV * h[j]
        p[j] = -τW * state[at.R + j * M + i] - mixed * h[j]
      }
      w[i] += second * τW * τW
      v[i] -= τV
      p[i] += τW
    }
    for s in 0..<F {
      let z = forms + ((index.z + s) * k + offset)
      for j in 0..<M { z[j] = -τW * state[at.m + j * F + s] }
    }
  }

  private func addProducts(into out: UnsafeMutablePointer<Double>) {
    let (n, width) = (kernel.layout.count, index.count)
    out.update(repeating: 0, count: n * n)
    products.withUnsafeBufferPointer { products in
      for i in products.indices {
        let x = products[i]
        let (first, second) = (covariance + x.first * width, covariance + x.second * width)
        let scale = x.weight / batch
        for j in i..<products.count {
          let y = products[j]
          let direct = first[y.first] * second[y.second]
          let crossed = first[y.second] * second[y.first]
          let value = scale * y.weight * (direct + crossed)
          out[x.coordinate * n + y.coordinate] += value
          // Two products of one coordinate meet once here, and twice in its variance.
          if i != j { out[y.coordinate * n + x.coordinate] += value }
        }
      }
    }
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
