/// Memory for one step of the chain, cut into its parts. What the batch has of a quantity is one row
/// a sample.
struct ChainWorkspace {
  typealias Pointer = UnsafeMutablePointer<Double>

  /// `L`, lower triangular of order `k`, with `Γ = L Lᵀ`: factors, decoder, encoder.
  let L: Pointer
  /// `1/L_ii`, or 0 where `Γ` is singular.
  let inverse: Pointer
  /// `1 − (τ_W/N)(D_k + λ)`, by which `D` and weight decay shrink the decoder of latent `k`.
  let f: Pointer
  /// `ξ`, the sample `√N x` in an orthonormal basis of the span in which `L` has its rows.
  let xi: Pointer
  /// `u = W*ᵀx/√N`, `b = Wᵀx/√N` and `a = Vᵀx/√N`.
  let u, b, a: Pointer
  /// `h = (Q + βI)a − b`.
  let h: Pointer
  /// Overlaps of `y = √N x − W a` with the factors, `w = u − mᵀa`, the decoder, `r = b − Q a`, and
  /// the encoder, `v = a − Rᵀa`.
  let w, r, v: Pointer
  /// `‖x‖²` and its like for pairs of samples: `X = x·x'`, `Y = y·y'/N`, `Z = y·x'/√N`.
  let X, Y, Z: Pointer
  /// The lower triangular factor of Bartlett, then `M` numbers a sample for products.
  let bartlett, product: Pointer
  /// Sums over pairs of samples for each pair of latents: `aᵀYa`, `hᵀXh` and `aᵀZh`.
  let aYa, hXh, aZh: Pointer
  /// Of a large batch with `c = (a, h)`: `cᵀc`, its factor, `ξᵀc`, `bᵀc` and `aᵀr`.
  let covariance, root, inSpan, toDecoder, toResidual: Pointer

  @_transparent init(_ base: Pointer, _ sizes: RunSizes) {
    let (M, F, B, k) = (sizes.latents, sizes.factors, sizes.batch, sizes.order)
    L = base
    inverse = L + k * k
    f = inverse + k
    xi = f + M
    u = xi + k * B
    b = u + F * B
    a = b + M * B
    h = a + M * B
    w = h + M * B
    r = w + F * B
    v = r + M * B
    product = v + M * B
    aYa = product + M * B
    hXh = aYa + M * M
    aZh = hXh + M * M
    bartlett = aZh + M * M
    // From here on what only one of both ways to sum needs.
    let end = bartlett + sizes.directions * sizes.directions
    X = end
    Y = X + B * B
    Z = Y + B * B
    covariance = end
    root = covariance + 4 * M * M
    inSpan = root + 4 * M * M
    toDecoder = inSpan + 2 * M * k
    toResidual = toDecoder + 2 * M * M
  }

  /// Numbers of working memory for a step.
  static func count(_ sizes: RunSizes) -> Int {
    let (M, F, B, k) = (sizes.latents, sizes.factors, sizes.batch, sizes.order)
    let sums = sizes.sumsPairs ? 3 * B * B : M * (2 * k + 11 * M)
    return k * (k + 1) + M + B * (k + 2 * F + 6 * M) + 3 * M * M
      + sizes.directions * sizes.directions + sums
  }
}
