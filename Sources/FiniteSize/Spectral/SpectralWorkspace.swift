/// Memory for one step of the spectral chain, cut into its parts.
struct SpectralWorkspace {
  typealias Pointer = UnsafeMutablePointer<Double>

  /// The components of the samples `x` along the directions of all frames and the single ones: `B` numbers
  /// a direction. A frame's last ones are outside its span, of single samples or of their combinations.
  let x: Pointer
  /// `(b, a)` of each sample, `2M` numbers: `b = Wᵀx/√N` and `a = Vᵀx/√N`.
  let p: Pointer
  /// `(a, h)` of each sample, `h = (Q + βI)a − b`.
  let c: Pointer
  /// `Q`, summed over the groups.
  let Q: Pointer
  /// `1 − (τ_W/N)(D_k + λ)`.
  let f: Pointer
  /// `y = x − Wa/√N` of each sample in one direction.
  let y: Pointer
  /// A frame while it moves.
  let panel: Pointer
  /// The lower triangular factor of Bartlett.
  let bartlett: Pointer
  /// Of a large batch the upper triangular factor of `cᵀc`, and columns on the way to it.
  let root, columns: Pointer
  /// What a feedback law reads.
  let readings: Pointer

  @_transparent init(_ base: Pointer, _ of: SpectralSizes) {
    let (M, B) = (of.latents, of.batch)
    p = base
    c = p + 2 * M * B
    Q = c + 2 * M * B
    f = Q + M * M
    y = f + M
    panel = y + B
    bartlett = panel + of.rows * of.order
    readings = bartlett + of.outside * of.outside
    root = readings + 3 * M * M + M
    columns = root + 4 * M * M
    x = columns + (of.actsBySamples ? 0 : 2 * M * B)
  }

  /// Numbers of working memory for a step.
  static func count(_ of: SpectralSizes) -> Int {
    let (M, B) = (of.latents, of.batch)
    let inStep = 4 * M * B + M * M + M + B + of.rows * of.order + of.outside * of.outside
    return inStep + 7 * M * M + M + (of.actsBySamples ? 0 : 2 * M * B)
      + (of.frames * of.rows + of.singles) * B
  }
}
